"""A Slurm cluster of one node, with or without accounting; all its files are in one folder."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun")
ACCOUNTING_PROGRAMS = ("slurmdbd", "mariadbd")
SYSTEM_TABLES = Path("/usr/share/mysql/mysql_system_tables.sql")  # of mariadb-server-core

# Memory is measured every second and is enforced, so that a job can run out of memory.
CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthInfo=socket={folder}/munge.socket
MpiDefault=none
ProctrackType=proctrack/linuxproc
ReturnToService=2
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdSpoolDir={folder}/spool
SlurmUser=root
StateSaveLocation={folder}/state
SwitchType=switch/none
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=bf_interval=1,sched_interval=1
MessageTimeout=5
{accounting}
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
GresTypes=gpu
{node} NodeAddr=127.0.0.1 Gres=gpu:1 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
NO_ACCOUNTING = "AccountingStorageType=accounting_storage/none"
ACCOUNTING = """\
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort={ports[2]}
AccountingStoragePass={folder}/munge.socket
AccountingStorageEnforce=associations"""
DATABASE_DAEMON = """\
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
DbdHost={host}
DbdAddr=127.0.0.1
DbdPort={ports[2]}
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={ports[3]}
StorageUser=root
StorageLoc=slurm
PidFile={folder}/slurmdbd.pid
"""


class Slurm:
    """The daemons of the cluster.

    Parameters
    ----------
    folder : Path
    accounting : bool
        Whether a database records the jobs, so that `sacct` works.
    """

    def __init__(self, folder, accounting=False):
        self.folder = folder
        self.accounting = accounting
        self.daemons = {}
        self.environment = {
            **os.environ,
            "SLURM_CONF": f"{folder}/slurm.conf",
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
        }
        for name in ("state", "spool", "bin", "database"):
            (folder / name).mkdir()
        key = folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(1024))
        self._write_configuration()
        # The executor starts srun without SLURM_CONF, for it drops what Slurm told the job.
        srun = folder / "bin" / "srun"
        srun.write_text(
            f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {shutil.which("srun")} "$@"\n'
        )
        srun.chmod(0o755)

    def _write_configuration(self):
        output = subprocess.run(["slurmd", "-C"], capture_output=True, text=True, check=True).stdout
        node = output.splitlines()[0]  # NodeName=… CPUs=… RealMemory=…
        self.node = node.split()[0].partition("=")[2]
        self.ports = free_ports(4)
        values = {"folder": self.folder, "ports": self.ports, "host": self.node}
        accounting = ACCOUNTING.format(**values) if self.accounting else NO_ACCOUNTING
        (self.folder / "slurm.conf").write_text(
            CONFIGURATION.format(**values, node=node, accounting=accounting)
        )
        (self.folder / "gres.conf").write_text("Name=gpu File=/dev/null\n")
        database_daemon = self.folder / "slurmdbd.conf"
        database_daemon.touch(mode=0o600)
        database_daemon.write_text(DATABASE_DAEMON.format(**values))

    def start(self, stack):
        """Start the daemons; `stack` stops them, whether the test passes or fails."""
        self._stack = stack
        files = {name: f"{self.folder}/munge.{name}" for name in ("socket", "key", "seed", "pid")}
        munged = ["munged", "--foreground", "--force", f"--socket={files['socket']}"]
        munged += [f"--{name}-file={files[name]}" for name in ("key", "seed", "pid")]
        self.start_daemon(*munged)
        if self.accounting:
            self._start_database()
        self.start_daemon("slurmctld", "-D")
        self.start_daemon("slurmd", "-D")
        stack.callback(self.cancel_everything)
        self._wait_for(lambda: self.lines_of("sinfo", "-h", "-o", "%T") == ["idle"])

    def _start_database(self):
        database = ["mariadbd", "--no-defaults", "--user=root", "--skip-grant-tables"]
        database += [f"--datadir={self.folder}/database"]
        tables = "create database mysql;\nuse mysql;\n" + SYSTEM_TABLES.read_text()
        subprocess.run(
            [*database, "--bootstrap"], input=tables, text=True, check=True, capture_output=True
        )
        addresses = [f"--socket={self.folder}/database.socket", "--bind-address=127.0.0.1"]
        self.start_daemon(*database, *addresses, f"--port={self.ports[3]}")
        self._wait_for(lambda: answers(self.ports[3]))
        self.start_daemon("slurmdbd", "-D")
        self._wait_for(lambda: answers(self.ports[2]))
        science = ("user", "root", "account=science", "defaultaccount=science")
        for words in (("cluster", "test"), ("account", "science"), science):
            self._wait_for(lambda words=words: self.lines_of("sacctmgr", "-i", "add", *words))

    def _wait_for(self, condition):
        if not within(60, condition):
            logs = [path.read_text()[-2000:] for path in sorted(self.folder.glob("*.log"))]
            raise RuntimeError("Slurm did not start:\n" + "\n".join(logs))

    def start_daemon(self, *command):
        """Start one daemon, or start it again."""
        log = self._stack.enter_context(open(f"{self.folder}/{command[0]}.log", "a"))
        daemon = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self.daemons[command[0]] = daemon
        self._stack.callback(stop, daemon)

    def stop_daemon(self, name):
        stop(self.daemons[name])

    def lines_of(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        return done.stdout.splitlines()

    def cancel_everything(self):
        self.lines_of("scancel", "--user=root")
        within(30, lambda: not self.lines_of("squeue", "-h"))

    def update_node(self, **fields):
        """Change the state of the node."""
        pairs = [f"{name}={value}" for name, value in fields.items()]
        self.lines_of("scontrol", "update", f"NodeName={self.node}", *pairs)

    def jobs(self, *fields):
        """Every submitted job: the name of its rule or group to the fields that squeue prints."""
        lines = self.lines_of("squeue", "--states=all", "-h", "-o", "|".join(("%k", *fields)))
        return {line.split("|")[0]: tuple(line.split("|")[1:]) for line in lines}


def missing_programs(accounting):
    """The programs that the cluster needs and that are not installed."""
    needed = PROGRAMS + (ACCOUNTING_PROGRAMS if accounting else ())
    return [name for name in needed if not shutil.which(name)]


def free_ports(number):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def answers(port):
    """Whether a daemon listens at a port."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def within(seconds, condition):
    """Wait until a condition holds; return whether it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def stop(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
