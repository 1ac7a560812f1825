"""Mass evaluation by code: pages for whoever holds a printed code, without log-in, session or cookie."""
