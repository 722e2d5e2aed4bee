package dev.lanewise.kernels.vector;

import dev.lanewise.activation.Activation;
import dev.lanewise.memory.Matrix;

/** An activation that has no vectors of its own: the formula, value by value. */
final class ScalarStrip implements ActivationStrip {

  private final Activation activation;

  ScalarStrip(Activation activation) {
    this.activation = activation;
  }

  @Override
  public void forward(ActivationRows r, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      int z = r.zIndex + i * r.zStride;
      int out = r.outIndex + i * r.outStride;
      for (int j = 0; j < columns; j++) {
        r.out[out + j] = activation.forward(r.z[z + j] + r.bias[r.biasIndex + j]);
      }
    }
  }

  @Override
  public void backward(ActivationRows r, int rows, int columns) {
    boolean readsInput = activation.readsInput();
    for (int i = 0; i < rows; i++) {
      int z = r.zIndex + i * r.zStride;
      int out = r.outIndex + i * r.outStride;
      long dout = r.doutOffset + i * r.doutStride;
      long dz = r.dzOffset + i * r.dzStride;
      for (int j = 0; j < columns; j++) {
        float input = readsInput ? r.z[z + j] + r.bias[r.biasIndex + j] : 0f;
        float gradient = r.dout.get(Matrix.FLOAT, dout + ((long) j << 2));
        r.dz.set(
            Matrix.FLOAT,
            dz + ((long) j << 2),
            activation.backward(gradient, input, r.out[out + j]));
      }
    }
  }
}
