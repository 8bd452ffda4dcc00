"""PyTorch's bare all_reduce by gloo between hosts of scripts/hosts; rank 0 prints a JSON line a case.

    gloo.py RANK RANKS ADDRESS HOSTS CASE...

ADDRESS is that of rank 0, HOSTS the script that sets the bandwidth and counts bytes, and a CASE is
FLOATS:RATE:TIMES, such as 235146:100mbit:20. Milliseconds are those of rank 0, after two that do not
count; bytes are those of the host that sends or receives most, per all_reduce.
"""

import json
import subprocess
import sys
import time

import torch
from torch import distributed

WARM_UP = 2
PORT = 29500


def counted(hosts):
    lines = subprocess.run([hosts, "bytes"], capture_output=True, check=True, text=True).stdout
    return {line.split()[0]: [int(word) for word in line.split()[1:]] for line in lines.splitlines()}


def measure(rank, hosts, floats, rate, times):
    vector = torch.ones(floats)
    if rank == 0:
        subprocess.run([hosts, "rate", rate], check=True)
    distributed.barrier()
    milliseconds = []
    before = {}
    for i in range(WARM_UP + times):
        if i == WARM_UP and rank == 0:
            before = counted(hosts)
        start = time.perf_counter()
        distributed.all_reduce(vector)
        milliseconds.append(1000 * (time.perf_counter() - start))
        vector.mul_(1 / distributed.get_world_size())
    if rank == 0:
        after = counted(hosts)
        received, sent = (
            max((after[host][way] - before[host][way]) / times for host in after) for way in (0, 1)
        )
        figures = dict(floats=floats, rate=rate, millis=milliseconds[WARM_UP:])
        print(json.dumps(dict(figures, received=received, sent=sent)), flush=True)
        subprocess.run([hosts, "rate", "none"], check=True)
    distributed.barrier()


if __name__ == "__main__":
    torch.set_num_threads(1)
    rank, ranks, address, hosts, *cases = sys.argv[1:]
    distributed.init_process_group(
        "gloo", init_method=f"tcp://{address}:{PORT}", rank=int(rank), world_size=int(ranks)
    )
    for case in cases:
        floats, rate, times = case.split(":")
        measure(int(rank), hosts, int(floats), rate, int(times))
    distributed.destroy_process_group()
