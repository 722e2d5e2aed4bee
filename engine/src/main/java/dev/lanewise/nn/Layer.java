package dev.lanewise.nn;

import dev.lanewise.memory.Matrix;
import java.util.List;

/**
 * A layer with its own output and gradient buffers. What {@link #forward} and {@link #backward}
 * return is a view of them and holds until the next call.
 */
public interface Layer {

  /**
   * The output for a batch. The input is kept for {@link #backward} and must not change before it.
   *
   * @param x (N, inputs), N at most the layer's largest batch
   * @return (N, outputs)
   */
  Matrix forward(Matrix x);

  /**
   * The gradient of the input of the last {@link #forward}; sets the gradients of the parameters.
   *
   * @param dout (N, outputs) gradient of the output
   * @return (N, inputs)
   */
  Matrix backward(Matrix dout);

  /** The trainable parameters; empty if there are none. */
  List<Param> params();
}
