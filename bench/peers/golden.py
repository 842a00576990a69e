"""
Reprise's language model in PyTorch's double precision: losses, gradients and AdamW steps to hold the engines against.
Reads {"elements": n, "cases": [...]} from standard input, prints a list of results with n elements of each gradient and
a quarter as many of each weight. Each sequence is computed alone, so that there is nothing to pad.
"""

import json
import math
import sys

import torch
from torch.nn import functional as F

from protocol import read_tensors

ACTIVATIONS = {
    "gelu": F.gelu,
    "gelu-tanh": lambda x: F.gelu(x, approximate="tanh"),
    "relu": F.relu,
    "swish": F.silu,
}


def sinusoids(length, model):
    """Vaswani et al. 2017, section 3.5, with the root mean square of fresh embeddings."""
    width = model["hiddenSize"]
    column = torch.arange(width)
    angles = torch.arange(length)[:, None] / 10000.0 ** ((column - column % 2) / width).double()
    table = torch.where(column % 2 == 0, angles.sin(), angles.cos())
    return table * model["initialisation"]["std"] * math.sqrt(2)


def rotated(x):
    """Su et al. 2021: pairs (j, j + size/2) of x (heads, T, size) turned by position / 10000^(2j/size)."""
    length, half = x.shape[1], x.shape[2] // 2
    angles = torch.arange(length)[:, None] / 10000.0 ** (torch.arange(half).double() / half)
    first, second = x[..., :half], x[..., half:]
    turned = first * angles.cos() - second * angles.sin(), first * angles.sin() + second * angles.cos()
    return torch.cat(turned, -1)


def slopes(heads):
    """Press et al. 2022: powers of 2^(-8/n); where n is no power of two, filled up from the next one's."""
    geometric = lambda n: [2.0 ** (-8 * (i + 1) / n) for i in range(n)]
    below = 2 ** int(math.log2(heads))
    return torch.tensor((geometric(below) + geometric(2 * below)[::2])[:heads], dtype=torch.float64)


def attend(w, prefix, x, model):
    length, width = x.shape
    qkv = x @ w[prefix + "qkv.weight"] + w[prefix + "qkv.bias"]
    q, k, v = (part.view(length, model["heads"], -1).transpose(0, 1) for part in qkv.split(width, 1))  # (heads, T, size)
    if model["positionEncoding"] == "rotary":
        q, k = rotated(q), rotated(k)
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[2])
    back = torch.arange(length)[:, None] - torch.arange(length)
    if model["positionEncoding"] == "alibi":
        scores = scores - slopes(model["heads"])[:, None, None] * back
    mixed = scores.masked_fill(back < 0, float("-inf")).softmax(-1) @ v
    return mixed.transpose(0, 1).reshape(length, width) @ w[prefix + "output.weight"] + w[prefix + "output.bias"]


def feed_forward(w, prefix, x, model):
    hidden = ACTIVATIONS[model["activation"]](x @ w[prefix + "input.weight"] + w[prefix + "input.bias"])
    return hidden @ w[prefix + "output.weight"] + w[prefix + "output.bias"]


def norm(w, name, x):
    return F.layer_norm(x, x.shape[-1:], w[name + ".gain"], w[name + ".bias"])


def block(w, prefix, x, model):
    attention, forward = prefix + "attention.", prefix + "feedForward."
    if model["norm"] == "post":
        n = norm(w, prefix + "norm1", x + attend(w, attention, x, model))
        return norm(w, prefix + "norm2", n + feed_forward(w, forward, n, model))
    n = x + attend(w, attention, norm(w, prefix + "norm1", x), model)
    return n + feed_forward(w, forward, norm(w, prefix + "norm2", n), model)


def logits(w, tokens, model):
    x = w["tokens"][tokens]
    if model["positionEncoding"] == "learned":
        x = x + w["positions"][: len(tokens)]
    if model["positionEncoding"] == "sinusoidal":
        x = x + sinusoids(len(tokens), model)
    for i in range(model["layers"]):
        x = block(w, f"blocks.{i}.", x, model)
    if model["norm"] == "pre":
        x = norm(w, "finalNorm", x)
    return x @ (w["tokens"] if model["tieEmbeddings"] else w["output"]).t()


def loss_of(w, case):
    """Mean nats over every token that has one after it."""
    sequences = [torch.tensor(sequence) for sequence in case["sequences"] if len(sequence) > 1]
    total = sum(F.cross_entropy(logits(w, s, case["model"])[:-1], s[1:], reduction="sum") for s in sequences)
    return total / sum(len(s) - 1 for s in sequences)


def digest(tensor, elements):
    """Norm, largest magnitude, sum, and so many elements spread evenly (all, where there are no more)."""
    flat = tensor.detach().flatten()
    count = min(elements, len(flat))
    chosen = [(2 * i + 1) * len(flat) // (2 * count) for i in range(count)]
    return {
        "norm": flat.norm().item(),
        "largest": flat.abs().max().item(),
        "sum": flat.sum().item(),
        "elements": flat[chosen].tolist(),
    }


def train(w, case):
    """The losses before each step; the weights change in place."""
    options = case["optimizer"]
    groups = [
        {"params": [p for p in w.values() if p.dim() > 1], "weight_decay": options["weightDecay"]},
        {"params": [p for p in w.values() if p.dim() == 1], "weight_decay": 0.0},
    ]
    betas = (options["beta1"], options["beta2"])
    optimizer = torch.optim.AdamW(groups, lr=options["learningRate"], betas=betas, eps=options["epsilon"])
    losses = []
    for factor in case["schedule"]:
        optimizer.zero_grad()
        loss = loss_of(w, case)
        loss.backward()
        length = math.sqrt(sum(p.grad.square().sum().item() for p in w.values()))
        for p in w.values():
            p.grad *= min(1.0, options["maxGradNorm"] / length)
        for group in optimizer.param_groups:
            group["lr"] = factor * options["learningRate"]
        optimizer.step()
        losses.append(loss.item())
    return losses


def result_of(case, elements):
    w = {name: value.double().requires_grad_() for name, value in read_tensors(case["weights"]).items()}
    loss = loss_of(w, case)
    loss.backward()
    gradients = {name: digest(value.grad, elements) for name, value in w.items()}
    losses = train(w, case)
    weights = {name: digest(value, math.ceil(elements / 4)) for name, value in w.items()}
    return {"name": case["name"], "loss": loss.item(), "gradients": gradients, "losses": losses, "weights": weights}


torch.set_num_threads(1)
request = json.load(sys.stdin)
print(json.dumps([result_of(case, request["elements"]) for case in request["cases"]]))
