"""Fashion-MNIST, 784-256-128-10, with PyTorch on the CPU; prints a JSON line an epoch.

    pytorch.py FOLDER BATCH EPOCHS sgd|adam single|ddp

FOLDER holds the pictures as scripts/benchmark writes them. single is one process with two threads,
ddp is DistributedDataParallel over gloo, two processes of one thread with half of each batch.
Tensors are in memory; an epoch is a permutation and its batches; evaluation is not in its seconds.
"""

import json
import sys
import tempfile
import time

import numpy
import torch
from torch import nn

WORKERS = 2


def pictures(folder, part):
    pixels = numpy.fromfile(f"{folder}/{part}.pixels", dtype=numpy.uint8).reshape(-1, 784)
    labels = numpy.fromfile(f"{folder}/{part}.labels", dtype=numpy.uint8)
    return torch.from_numpy(pixels).float() / 255, torch.from_numpy(labels).long()


def train(folder, batch, epochs, optimizer_name, rank, workers):
    """Trains this worker's share of every batch; rank 0 prints."""
    torch.manual_seed(1)
    x, y = pictures(folder, "train")
    x_test, y_test = pictures(folder, "test")
    model = nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
    )
    if workers > 1:
        model = nn.parallel.DistributedDataParallel(model)
    optimizer = (
        torch.optim.Adam(model.parameters(), lr=0.001)
        if optimizer_name == "adam"
        else torch.optim.SGD(model.parameters(), lr=0.1)
    )
    loss_of = nn.CrossEntropyLoss()
    start = time.perf_counter()
    for epoch in range(1, epochs + 1):
        epoch_start = time.perf_counter()
        order = torch.randperm(len(x))  # the same in every worker, by the seed
        for first in range(0, len(x), batch):
            share = order[first : first + batch][rank::workers]
            optimizer.zero_grad(set_to_none=True)
            loss_of(model(x[share]), y[share]).backward()
            optimizer.step()
        seconds = time.perf_counter() - epoch_start
        with torch.no_grad():
            accuracy = (model(x_test).argmax(1) == y_test).float().mean().item()
        elapsed = time.perf_counter() - start
        if rank == 0:
            figures = dict(epoch=epoch, seconds=seconds, elapsed=elapsed, accuracy=accuracy)
            print(json.dumps(figures), flush=True)


def worker(rank, meeting, arguments):
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{meeting}/store", rank=rank, world_size=WORKERS
    )
    train(*arguments, rank, WORKERS)
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    folder, batch, epochs, optimizer_name, mode = sys.argv[1:]
    arguments = (folder, int(batch), int(epochs), optimizer_name)
    if mode == "ddp":
        with tempfile.TemporaryDirectory() as meeting:
            torch.multiprocessing.spawn(worker, (meeting, arguments), nprocs=WORKERS)
    else:
        torch.set_num_threads(2)
        train(*arguments, 0, 1)
