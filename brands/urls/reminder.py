"""Addresses of messages and of the settings of reminders."""

from django.urls import path

from brands.views import reminder

urlpatterns = [
    path("messages/", reminder.message_list, name="message_list"),
    path("messages/read/", reminder.message_read_all, name="message_read_all"),
    path("messages/settings/", reminder.reminder_settings, name="reminder_settings"),
    path("messages/<int:pk>/read/", reminder.message_read, name="message_read"),
]
