"""What Hugging Face's Transformers makes of texts and of weights. Standard input: a request as JSON; the answer as well."""
import json
import sys

import torch
from transformers import GPT2LMHeadModel, GPT2Tokenizer, OpenAIGPTLMHeadModel, OpenAIGPTTokenizer

TOKENIZERS = {"gpt1": OpenAIGPTTokenizer, "gpt2": GPT2Tokenizer}
MODELS = {"gpt1": OpenAIGPTLMHeadModel, "gpt2": GPT2LMHeadModel}


def tokenized(request):
    """ids of each text, by the entries and merges given"""
    vocabulary = {entry: index for index, entry in enumerate(request["entries"])}
    merges = [(request["entries"][left], request["entries"][right]) for left, right in request["merges"]]
    tokenizer = TOKENIZERS[request["format"]](vocab=vocabulary, merges=merges)
    backend = tokenizer._tokenizer
    return [backend.encode(text, add_special_tokens=False).ids for text in request["texts"]]


def computed(request):
    """final states and logits of each sequence, as one padded batch"""
    model = MODELS[request["format"]].from_pretrained(request["folder"], dtype=torch.float32)
    model.eval()
    sequences = request["sequences"]
    longest = max(map(len, sequences))
    ids = torch.tensor([one + [0] * (longest - len(one)) for one in sequences])
    mask = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in sequences])
    with torch.no_grad():
        output = model(ids, attention_mask=mask, output_hidden_states=True)
    places = request["places"]
    rows = zip(sequences, output.hidden_states[-1], output.logits)
    return [
        {
            "states": states[: len(one), :].reshape(-1).tolist(),
            "logits": logits[: len(one), places].reshape(-1).tolist(),
        }
        for one, states, logits in rows
    ]


def scored(request):
    """log-probability of each sequence's tokens from a place on, given those before each"""
    model = MODELS[request["format"]].from_pretrained(request["folder"], dtype=torch.float32)
    model.eval()
    scores = []
    with torch.no_grad():
        for tokens, start in zip(request["sequences"], request["from"]):
            logs = torch.log_softmax(model(torch.tensor([tokens])).logits[0].double(), dim=-1)
            scores.append(sum(logs[at - 1, tokens[at]].item() for at in range(start, len(tokens))))
    return scores


request = json.load(sys.stdin)
json.dump({"tokenize": tokenized, "compute": computed, "score": scored}[request["what"]](request), sys.stdout)
