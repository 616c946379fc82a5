"""Builds the ONNX graph of multilingual-e5-small out of its weights, int8, without the word table.

A BERT encoder with post-LayerNorm: word, position and type rows are added and normalised; 12 layers of 12
heads; GELU by erf. The word rows come in from outside, since their table stays in 4 bits in the weights file.
Inputs: rows float32 [B, S, 384], mask int32 [B, S]. Output: float32 [B, 384], mean over the mask, unit length.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embedders.e5_weights import E5Weights, Floats

_OPSET = 20
_MICROSOFT = "com.microsoft"


class _Graph:
    """Collects nodes and initialisers under running names."""

    def __init__(self, weights: E5Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.initialisers: list[Any] = []

    def constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        self.initialisers.append(numpy_helper.from_array(value, name))
        return name

    def tensor(self, name: str, *shape: int) -> str:
        return self.constant(name, self.weights.tensor(name).reshape(shape))

    def add(self, operation: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = f"{operation.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [output], domain=domain, **attributes))
        return output

    def linear(self, value: str, name: str) -> str:
        bias: Floats = self.weights.tensor(f"{name}.b")
        matrix = self.weights.tensor(f"{name}.w").reshape(bias.size, -1).T
        product = self.add("MatMul", [value, self.constant(f"{name}.w", np.ascontiguousarray(matrix))])
        return self.add("Add", [product, self.constant(f"{name}.b", bias)])

    def norm(self, value: str, name: str) -> str:
        scale, shift = self.tensor(f"{name}.w", -1), self.tensor(f"{name}.b", -1)
        return self.add("LayerNormalization", [value, scale, shift], epsilon=self.weights.norm_epsilon)

    def layer(self, value: str, name: str) -> str:
        query, key, values = (self.linear(value, f"{name}.{part}") for part in "qkv")
        attended = self.add(
            "MultiHeadAttention",
            [query, key, values, "", "mask"],
            domain=_MICROSOFT,
            num_heads=self.weights.heads,
        )
        value = self.norm(self.add("Add", [value, self.linear(attended, f"{name}.ao")]), f"{name}.aln")
        inner = self.add("Gelu", [self.linear(value, f"{name}.fi")])
        return self.norm(self.add("Add", [value, self.linear(inner, f"{name}.fo")]), f"{name}.oln")


def build_graph(weights: E5Weights, target: Path) -> None:
    """Write the int8 graph to `target` (about 22 MB), whole or not at all."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        exact, small = Path(folder) / "exact.onnx", Path(folder) / "small.onnx"
        _write_exact(weights, exact)
        quantize_dynamic(
            exact,
            small,
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": 1},  # FLOAT: shapes behind MultiHeadAttention are not inferred
        )
        small.replace(target)


def _write_exact(weights: E5Weights, target: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    value = graph.norm(_add_positions(graph), "emb.ln")
    for number in range(weights.layers):
        value = graph.layer(value, f"l{number}")
    _mean(graph, value)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "e5",
            [
                helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["B", "S", weights.hidden]),
                helper.make_tensor_value_info("mask", TensorProto.INT32, ["B", "S"]),
            ],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["B", weights.hidden])],
            graph.initialisers,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=10,
    )
    onnx.save(model, target)


def _add_positions(graph: _Graph) -> str:
    weights = graph.weights
    table = weights.tensor("emb.pos").reshape(weights.positions, weights.hidden)
    table = table + weights.tensor("emb.type")[: weights.hidden]
    positions = graph.constant("positions", table)
    length = graph.add("Shape", ["mask"], start=1, end=2)
    zero = graph.constant("zero", np.array([0], dtype=np.int64))
    return graph.add("Add", ["rows", graph.add("Slice", [positions, zero, length, zero])])


def _mean(graph: _Graph, value: str) -> None:
    from onnx import TensorProto, helper

    last = graph.constant("last", np.array([2], dtype=np.int64))
    weight = graph.add("Unsqueeze", [graph.add("Cast", ["mask"], to=TensorProto.FLOAT), last])
    middle = graph.constant("middle", np.array([1], dtype=np.int64))
    total = graph.add("ReduceSum", [graph.add("Mul", [value, weight]), middle], keepdims=0)
    graph.nodes.append(helper.make_node("LpNormalization", [total], ["vectors"], axis=-1, p=2))
