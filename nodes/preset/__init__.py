"""What a model card says, as data: the shape of a preset, loading, detection."""
