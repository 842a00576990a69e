"""Training steps of a GPT-1 in PyTorch, as a runner: one JSON request per line (see bench/runner.mjs)."""

import math

import numpy
import torch
from torch import nn
from torch.nn import functional as F

from protocol import read_tensors, serve, updater


class Block(nn.Module):
    """Post-norm: n = LN(x + attention(x)); LN(n + feedForward(n))."""

    def __init__(self, model, variant):
        super().__init__()
        width = model["hiddenSize"]
        self.heads = model["heads"]
        self.flash = variant["attention"] == "sdpa"
        self.attention_dropout = model["dropout"]["attention"] if variant["attentionDropout"] else 0.0
        self.dropout = model["dropout"]["residual"]
        self.qkv = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width)
        self.grow = nn.Linear(width, 4 * width)
        self.shrink = nn.Linear(4 * width, width)
        self.norm2 = nn.LayerNorm(width)

    def attend(self, x, mask):
        batch, length, width = x.shape
        split = lambda part: part.view(batch, length, self.heads, -1).transpose(1, 2)
        q, k, v = map(split, self.qkv(x).split(width, 2))  # (B, heads, T, size)
        if self.flash:
            mixed = F.scaled_dot_product_attention(q, k, v, dropout_p=self.attention_dropout, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) / math.sqrt(q.size(-1))
            weights = scores.masked_fill(mask[:length, :length], float("-inf")).softmax(-1)
            mixed = F.dropout(weights, self.attention_dropout) @ v
        return self.output(mixed.transpose(1, 2).reshape(batch, length, width))

    def forward(self, x, mask):
        n = self.norm1(x + F.dropout(self.attend(x, mask), self.dropout))
        return self.norm2(n + F.dropout(self.shrink(F.gelu(self.grow(n))), self.dropout))


class LanguageModel(nn.Module):
    def __init__(self, job):
        super().__init__()
        model = job["model"]
        width, context = model["hiddenSize"], model["contextLength"]
        self.dropout = model["dropout"]["embedding"]
        self.tokens = nn.Embedding(job["entries"], width)
        self.positions = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(model, job["variant"]) for _ in range(model["layers"]))
        self.register_buffer("mask", torch.triu(torch.ones(context, context, dtype=torch.bool), 1))
        for matrix in (p for p in self.parameters() if p.dim() > 1):
            nn.init.normal_(matrix, std=model["initialisation"]["std"])

    def forward(self, tokens, targets):
        x = self.tokens(tokens) + self.positions(torch.arange(tokens.shape[1]))
        x = F.dropout(x, self.dropout)
        for block in self.blocks:
            x = block(x, self.mask)
        logits = x @ self.tokens.weight.t()
        return F.cross_entropy(logits.view(-1, logits.size(-1)).float(), targets.view(-1))


PARTS = {
    "attention.qkv": "qkv",
    "attention.output": "output",
    "norm1": "norm1",
    "feedForward.input": "grow",
    "feedForward.output": "shrink",
    "norm2": "norm2",
}


def load_weights(model, path):
    """Reprise keeps linear layers as [inputs, outputs], PyTorch as [outputs, inputs]."""
    given = read_tensors(path)
    state = {"tokens.weight": given["tokens"], "positions.weight": given["positions"]}
    for i in range(len(model.blocks)):
        for theirs, ours in PARTS.items():
            first = "gain" if "norm" in theirs else "weight"
            state[f"blocks.{i}.{ours}.weight"] = given[f"blocks.{i}.{theirs}.{first}"].t()
            state[f"blocks.{i}.{ours}.bias"] = given[f"blocks.{i}.{theirs}.bias"]
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(state[name])


def compiled(model):
    import torch._dynamo  # seconds, which other variants need not spend

    torch._dynamo.config.suppress_errors = True  # what does not compile runs as it is
    return torch.compile(model)


def prepare(job):
    model = LanguageModel(job)
    if job["weights"]:
        load_weights(model, job["weights"])
    forward = compiled(model) if job["variant"].get("compiled") else model
    corpus = torch.from_numpy(numpy.fromfile(job["corpus"] + "/train.bin", dtype="<u2").astype("int64"))
    length = job["model"]["contextLength"]

    def loss_of(starts):
        windows = torch.stack([corpus[start : start + length + 1] for start in starts])
        return forward(windows[:, :-1], windows[:, 1:].contiguous())

    return updater(model, job, loss_of)


serve(prepare)
