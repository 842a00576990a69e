"""What the PyTorch peers share: JSON lines with the driver, float32 files of named tensors, and timing."""

import json
import re
import resource
import sys
import time

import numpy
import torch


def read_tensors(path):
    """The tensors of a file that Reprise wrote, by name: a line with the hash, a JSON header, float32 values."""
    with open(path, "rb") as file:
        file.readline()
        header = json.loads(file.readline())
        tensors = {}
        for tensor in header["tensors"]:
            count = int(numpy.prod(tensor["shape"]))
            values = numpy.fromfile(file, dtype="<f4", count=count)
            tensors[tensor["name"]] = torch.from_numpy(values.reshape(tensor["shape"]))
        return tensors


def about():
    """What this PyTorch is and runs on."""
    build = torch.__config__.show()
    libraries = re.findall(r"(?:Math Kernel Library|MKL-DNN) (?:Version )?[^ ]+|BLAS_INFO=[^,]+", build)
    return {
        "torch": torch.__version__,
        "capability": torch.backends.cpu.get_cpu_capability(),
        "libraries": ", ".join(libraries),
    }


def serve(prepare):
    """Reads the job from the first line, then answers each request with the seconds and the loss of its steps."""
    job = json.loads(sys.stdin.readline())
    torch.set_num_threads(job["threads"])
    torch.manual_seed(0)
    update = prepare(job)
    print(json.dumps(about()), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        started = time.perf_counter()
        for batch in request["batches"]:
            loss = update(batch).item()
        seconds = time.perf_counter() - started
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"seconds": seconds, "loss": loss, "bytes": most}), flush=True)


def updater(model, job, loss_of):
    """One step of AdamW after clipping, as Reprise does it: decay on matrices only."""
    options = job["optimizer"]
    named = list(model.parameters())
    groups = [
        {"params": [p for p in named if p.dim() > 1], "weight_decay": options["weightDecay"]},
        {"params": [p for p in named if p.dim() == 1], "weight_decay": 0.0},
    ]
    betas = (options["beta1"], options["beta2"])
    fused = job["variant"]["fused"]
    optimizer = torch.optim.AdamW(groups, lr=options["learningRate"], betas=betas, eps=options["epsilon"], fused=fused)

    def update(batch):
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=job["precision"] == "bf16"):
            loss = loss_of(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(named, options["maxGradNorm"])
        optimizer.step()
        return loss.detach()

    return update
