"""What Transformers makes of exported models. Standard input: a list of requests as JSON; the answers as well."""
import json
import os
import re
import sys

import torch
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

MODELS = {"languageModel": AutoModelForCausalLM, "classifier": AutoModelForSequenceClassification}


def identified(request):
    """ids of each text, by AutoTokenizer; each text is a list of parts"""
    tokenizer = AutoTokenizer.from_pretrained(request["folder"])
    return [tokenizer(*parts)["input_ids"] for parts in request["texts"]]


def computed(request):
    """class of the model, and logits of each sequence: of every token, or of a classifier; as one padded batch"""
    model, loading = MODELS[request["head"]].from_pretrained(request["folder"], output_loading_info=True)
    model.eval()
    sequences = request["sequences"]
    longest = max(map(len, sequences))
    pad = model.config.pad_token_id or 0
    ids = torch.tensor([one + [pad] * (longest - len(one)) for one in sequences])
    mask = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in sequences])
    with torch.no_grad():
        logits = model(ids, attention_mask=mask).logits
    rows = logits if request["head"] == "classifier" else [one[: len(s)] for s, one in zip(sequences, logits)]
    return {
        "name": type(model).__name__,
        "wrong": sorted(map(str, [*loading["missing_keys"], *loading["unexpected_keys"], *loading["mismatched_keys"]])),
        "logits": [row.reshape(-1).tolist() for row in rows],
    }


def followed(request):
    """logits that the program in the folder's README.md ends with, its texts replaced"""
    with open(os.path.join(request["folder"], "README.md"), encoding="utf-8") as file:
        program = re.search(r"```python\n(.*?)```", file.read(), re.S).group(1)
    for old, new in request["replace"].items():
        if json.dumps(old) not in program:
            raise KeyError(old)
        program = program.replace(json.dumps(old), json.dumps(new))
    there = {}
    os.chdir(request["folder"])
    exec(program, there)  # pylint: disable=exec-used
    return there["logits"].reshape(-1).tolist()


ANSWERS = {"identify": identified, "compute": computed, "follow": followed}
json.dump([ANSWERS[one["what"]](one) for one in json.load(sys.stdin)], sys.stdout)
