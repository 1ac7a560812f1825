"""Pages of selection and naming."""
