"""The words under photos, with their images and credits."""
