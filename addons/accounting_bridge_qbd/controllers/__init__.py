from . import web_connector
