"""Measure the tutorial's LSTM in JAX, with `jit` and `scan`, as a comparison for bench/speed.py.

The arguments are the file of the framed rows, the number of epochs and the number of repeats. The
script prints the seconds per epoch as JSON. It runs in its own environment, because TensorFlow
imports JAX if it is installed.
"""

import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

BATCH, UNITS = 4, 1
RATE, BETA_1, BETA_2, EPSILON = 0.001, 0.9, 0.999, 1e-7


def initial_weights(key):
    keys = jax.random.split(key, 3)
    glorot = jax.nn.initializers.glorot_uniform()
    bias = jnp.zeros(4 * UNITS).at[UNITS : 2 * UNITS].set(1.0)
    return {
        "kernel": glorot(keys[0], (1, 4 * UNITS)),
        "recurrent": jax.nn.initializers.orthogonal()(keys[1], (UNITS, 4 * UNITS)),
        "bias": bias,
        "out": glorot(keys[2], (UNITS, 1)),
        "out_bias": jnp.zeros(1),
    }


def step(weights, state, x):
    h, c = state
    z = x @ weights["kernel"] + h @ weights["recurrent"] + weights["bias"]
    i, f, g, o = jnp.split(z, 4, axis=1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    h = jax.nn.sigmoid(o) * jnp.tanh(c)
    return (h, c), h @ weights["out"] + weights["out_bias"]


def loss(weights, state, x, y):
    state, predicted = step(weights, state, x)
    return jnp.mean((predicted - y) ** 2), state


def train(weights, x, y, epochs):
    def batch(carry, data):
        weights, m, v, t, state = carry
        (_, state), grads = jax.value_and_grad(loss, has_aux=True)(weights, state, *data)
        t = t + 1
        m = jax.tree.map(lambda a, g: BETA_1 * a + (1 - BETA_1) * g, m, grads)
        v = jax.tree.map(lambda a, g: BETA_2 * a + (1 - BETA_2) * g * g, v, grads)
        rate = RATE * jnp.sqrt(1 - BETA_2**t) / (1 - BETA_1**t)
        weights = jax.tree.map(
            lambda w, a, b: w - rate * a / (jnp.sqrt(b) + EPSILON), weights, m, v
        )
        return (weights, m, v, t, jax.lax.stop_gradient(state)), None

    def epoch(_, carry):
        zero = (jnp.zeros((BATCH, UNITS)), jnp.zeros((BATCH, UNITS)))
        return jax.lax.scan(batch, (*carry[:4], zero), (x, y))[0]

    zeros = jax.tree.map(jnp.zeros_like, weights)
    zero = (jnp.zeros((BATCH, UNITS)), jnp.zeros((BATCH, UNITS)))
    carry = (weights, zeros, zeros, jnp.float32(0), zero)
    return jax.lax.fori_loop(0, epochs, epoch, carry)[0]


def main(arrays, epochs, repeats):
    with np.load(arrays) as stored:
        rows = int(stored["0.train_rows"])
        x = stored["0.x"][:rows].reshape(-1, BATCH, 1).astype(np.float32)
        y = stored["0.y"][:rows].reshape(-1, BATCH, 1).astype(np.float32)
    compiled = jax.jit(train)
    jax.block_until_ready(compiled(initial_weights(jax.random.key(0)), x, y, 2))
    seconds = []
    for repeat in range(repeats):
        weights = initial_weights(jax.random.key(repeat))
        started = time.perf_counter()
        jax.block_until_ready(compiled(weights, x, y, epochs))
        seconds.append((time.perf_counter() - started) / epochs)
    print(json.dumps({"version": jax.__version__, "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
