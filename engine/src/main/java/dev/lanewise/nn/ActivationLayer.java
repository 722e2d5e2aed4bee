package dev.lanewise.nn;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.List;

/** An activation function by itself, such as cs231n's relu_forward and relu_backward. */
public final class ActivationLayer implements Layer {

  private final Kernels kernels;
  private final Activation activation;
  private final Matrix out; // (largest N, H)
  private final Matrix dx; // (largest N, H)
  private int batch;

  /** A layer for batches of at most {@code largestBatch} rows of {@code width} values. */
  public ActivationLayer(
      Kernels kernels, Workspace workspace, int largestBatch, int width, Activation activation) {
    this.kernels = kernels;
    this.activation = activation;
    this.out = workspace.matrix(largestBatch, width);
    this.dx = workspace.matrix(largestBatch, width);
  }

  @Override
  public Matrix forward(Matrix x) {
    batch = x.rows();
    Matrix result = out.slice(0, batch);
    kernels.activate(result, x, activation);
    return result;
  }

  @Override
  public Matrix backward(Matrix dout) {
    Matrix result = dx.slice(0, batch);
    kernels.activateBackward(result, dout, out.slice(0, batch), activation);
    return result;
  }

  @Override
  public List<Param> params() {
    return List.of();
  }
}
