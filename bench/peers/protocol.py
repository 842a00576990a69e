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
    """
    One step of AdamW after clipping, as Reprise does it: decay on matrices only. In bfloat16 by autocast, or with masters:
    the model is in bfloat16, and each of its weights a copy of a float32 one, which is what is trained.
    """
    options = job["optimizer"]
    masters = job["variant"].get("masters", False)
    named = [p.detach().clone() for p in model.parameters()] if masters else list(model.parameters())
    if masters:
        model.to(torch.bfloat16)
    groups = [
        {"params": [p for p in named if p.dim() > 1], "weight_decay": options["weightDecay"]},
        {"params": [p for p in named if p.dim() == 1], "weight_decay": 0.0},
    ]
    betas = (options["beta1"], options["beta2"])
    fused = job["variant"]["fused"]
    optimizer = torch.optim.AdamW(groups, lr=options["learningRate"], betas=betas, eps=options["epsilon"], fused=fused)

    def update(batch):
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=job["precision"] == "bf16" and not masters):
            loss = loss_of(batch)
        if masters:
            model.zero_grad(set_to_none=True)
        loss.backward()
        if masters:
            for master, copy in zip(named, model.parameters()):
                master.grad = copy.grad.float()
        torch.nn.utils.clip_grad_norm_(named, options["maxGradNorm"])
        optimizer.step()
        if masters:
            with torch.no_grad():
                for master, copy in zip(named, model.parameters()):
                    copy.copy_(master)
        return loss.detach()

    return update
