"""The host: Odoo 19, PostgreSQL, a browser and template databases on a bare Debian.

Nothing but git and python3 (3.10 or newer) has to be there. From the root of the repository::

    python3 -m scripts.host up                          everything, until the template ``tpl_host`` exists
    python3 -m scripts.host up --template tpl_bridge    the same plus our addons installed
    python3 -m scripts.host status                      what exists, and what is running
    python3 -m scripts.host database NEW --from tpl_bridge
    python3 -m scripts.host drop NEW
    python3 -m scripts.host psql NEW [-- ARGUMENTS]
    python3 -m scripts.host odoo -- ARGUMENTS           the odoo command with our configuration
    python3 -m scripts.host stop                        stops PostgreSQL, keeps the files
    python3 -m scripts.host remove                      stops PostgreSQL and deletes every file made here

All files live in one folder that git ignores, ``.host/`` (another one: variable ``BRIDGE_HOST``)::

    .host/apt  .host/debs    private state of apt, and the packages fetched
    .host/root               Odoo, unpacked; or links to an Odoo 19 that the machine already has
    .host/venv               Python packages; ``venv/bin/odoo`` is the command
    .host/pg                 the PostgreSQL cluster, reached by its Unix socket only
    .host/data  .host/logs   filestores and server logs
    .host/odoo.conf          configuration of every Odoo process of this repository
    .host/done/              one marker per finished step; a step without marker is done again

The one exception: where PostgreSQL cannot live below the repository (the path is too long for a socket, or
closed to the user ``postgres``), the cluster goes to a short folder below /var/tmp; ``up`` says so and
``remove`` removes it.

Steps that are done cost nothing: a second ``up`` takes less than a second. Each step can be interrupted.

Other scripts call the functions below; every failure is a :class:`HostError` whose text can be shown as it
is.
"""

from .bootstrap import ensure_host, remove_host
from .databases import database_exists, drop_database, new_database
from .layout import CONF, HOST, PYTHON, REPO
from .postgres import connection_settings, query
from .process import HostError, say
from .server import Server, environment, free_port, odoo_command, start_server
from .templates import ensure_template

__all__ = [
    "CONF",
    "HOST",
    "PYTHON",
    "REPO",
    "HostError",
    "Server",
    "connection_settings",
    "database_exists",
    "drop_database",
    "ensure_host",
    "ensure_template",
    "environment",
    "free_port",
    "new_database",
    "odoo_command",
    "query",
    "remove_host",
    "say",
    "start_server",
]
