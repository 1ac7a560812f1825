"""The administration of programs, applications, brands, selection and honours, for the office."""

from brands.admin import application, creation, honour, program, selection

__all__ = ["application", "creation", "honour", "program", "selection"]
