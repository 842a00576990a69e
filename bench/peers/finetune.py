"""Fine-tuning of Hugging Face's classes of GPT-2 (pre-norm) and GPT-1 (post-norm), as a runner: one JSON request a line (see bench/runner.mjs)."""

import json

import torch
from torch import nn
from torch.nn import functional as F
from transformers import GPT2Config, GPT2ForSequenceClassification, OpenAIGPTConfig, OpenAIGPTForSequenceClassification

from protocol import read_tensors, serve, updater

PADDING = 0


def build(job, outputs):
    """The class for sequence classification, of Reprise's size; its last layer gets the bias that Reprise's has."""
    model, drop = job["model"], job["model"]["dropout"]
    variant = job["variant"]
    shared = dict(
        vocab_size=job["entries"],
        n_positions=model["contextLength"],
        n_embd=model["hiddenSize"],
        n_layer=model["layers"],
        n_head=model["heads"],
        embd_pdrop=drop["embedding"],
        resid_pdrop=drop["residual"],
        attn_pdrop=drop["attention"] if variant["attentionDropout"] else 0.0,
        num_labels=outputs,
        pad_token_id=PADDING,
        bos_token_id=None,
        eos_token_id=None,
    )
    if model["norm"] == "post":
        classifier = OpenAIGPTForSequenceClassification(OpenAIGPTConfig(**shared, afn="gelu"))
    else:
        config = GPT2Config(**shared, attn_implementation=variant["attention"], use_cache=False)
        classifier = GPT2ForSequenceClassification(config)
    classifier.score = nn.Linear(model["hiddenSize"], outputs)
    return classifier.train()


PARTS = {
    "attention.qkv": "attn.c_attn",
    "attention.output": "attn.c_proj",
    "norm1": "ln_1",
    "feedForward.input": "mlp.c_fc",
    "feedForward.output": "mlp.c_proj",
    "norm2": "ln_2",
}


def load_weights(model, path):
    """Layers of both are [inputs, outputs], as Reprise's; the classifier is a PyTorch layer, [outputs, inputs]."""
    given = read_tensors(path)
    state = {
        "transformer.wte.weight": given["tokens"],
        "transformer.wpe.weight": given["positions"],
        "transformer.tokens_embed.weight": given["tokens"],
        "transformer.positions_embed.weight": given["positions"],
        "score.weight": given["classifier.weight"].t(),
        "score.bias": given["classifier.bias"],
    }
    if "finalNorm.gain" in given:
        state["transformer.ln_f.weight"] = given["finalNorm.gain"]
        state["transformer.ln_f.bias"] = given["finalNorm.bias"]
    for i in range(len(model.transformer.h)):
        for theirs, ours in PARTS.items():
            first = "gain" if "norm" in theirs else "weight"
            state[f"transformer.h.{i}.{ours}.weight"] = given[f"blocks.{i}.{theirs}.{first}"]
            state[f"transformer.h.{i}.{ours}.bias"] = given[f"blocks.{i}.{theirs}.bias"]
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(state[name])


def prepare(job):
    model = build(job, 1 if job["task"] == "race" else 2)
    if job["weights"]:
        load_weights(model, job["weights"])
    with open(job["examples"]) as file:
        examples = json.load(file)

    def loss_of(batch):
        chosen = [examples[index] for index in batch]
        sequences = [torch.tensor(sequence) for example in chosen for sequence in example["sequences"]]
        tokens = nn.utils.rnn.pad_sequence(sequences, batch_first=True, padding_value=PADDING)
        logits = model(tokens, attention_mask=(tokens != PADDING).long()).logits
        labels = torch.tensor([example["label"] for example in chosen])
        return F.cross_entropy(logits.view(len(labels), -1), labels)  # one score an option: a row a question

    return updater(model, job, loss_of)


serve(prepare)
