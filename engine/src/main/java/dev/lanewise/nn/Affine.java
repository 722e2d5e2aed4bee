package dev.lanewise.nn;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.List;

/**
 * A fully connected layer: {@code out = f(x · w + b)}. With {@link Activation#IDENTITY} it is
 * cs231n's affine layer, with {@link Activation#RELU} its affine_relu.
 */
public final class Affine implements Layer {

  private final Kernels kernels;
  private final Activation activation;
  private final Param weights; // (D, H)
  private final Param bias; // (1, H)
  private final Buffer out; // (largest N, H)
  private final Buffer dz; // (largest N, H), gradient before the activation
  private final Buffer dx; // (largest N, D)
  private Matrix x; // (N, D) of the last forward

  /**
   * A layer with zero parameters in memory of {@code workspace}, from which gradients and buffers
   * are allocated at their first use.
   *
   * @param largestBatch the most rows a batch may have
   * @param inputs D
   * @param outputs H
   * @param number of the layer, from 1: names its parameters W1, b1, …
   */
  public Affine(
      Kernels kernels,
      Workspace workspace,
      int largestBatch,
      int inputs,
      int outputs,
      Activation activation,
      int number) {
    this.kernels = kernels;
    this.activation = activation;
    this.weights = param("W" + number, inputs, outputs, true, workspace);
    this.bias = param("b" + number, 1, outputs, false, workspace);
    this.out = new Buffer(workspace, largestBatch, outputs);
    this.dz = new Buffer(workspace, largestBatch, outputs);
    this.dx = new Buffer(workspace, largestBatch, inputs);
    this.x = weights.value().slice(0, 0);
  }

  private static Param param(
      String name, int rows, int columns, boolean regularized, Workspace workspace) {
    Buffer gradient = new Buffer(workspace, rows, columns);
    return new Param(name, workspace.matrix(rows, columns), gradient::get, regularized);
  }

  @Override
  public Matrix forward(Matrix x) {
    this.x = x;
    Matrix result = out.first(x.rows());
    kernels.matmul(result, x, weights.value(), false);
    kernels.addBias(result, bias.value(), activation);
    return result;
  }

  @Override
  public Matrix backward(Matrix dout) {
    Matrix result = dx.first(x.rows());
    kernels.matmulTransB(result, gradients(dout), weights.value(), false);
    return result;
  }

  /**
   * Sets the gradients of weights and bias, without that of the input.
   *
   * @param dout (N, H) gradient of the output
   * @return (N, H) gradient before the activation
   */
  public Matrix gradients(Matrix dout) {
    Matrix before = beforeActivation(dout);
    kernels.matmulTransA(weights.gradient(), x, before, false);
    kernels.columnSums(bias.gradient(), before);
    return before;
  }

  private Matrix beforeActivation(Matrix dout) {
    if (activation == Activation.IDENTITY) {
      return dout;
    }
    Matrix result = dz.first(x.rows());
    kernels.activateBackward(result, dout, out.first(x.rows()), activation);
    return result;
  }

  @Override
  public List<Param> params() {
    return List.of(weights, bias);
  }
}
