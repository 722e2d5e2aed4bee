package dev.lanewise.kernels.vector;

import dev.lanewise.activation.Activation;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * An activation on the rows of matrices, for nets that are not fused: whole vectors by the strip,
 * the remaining columns by the formula. Safe for concurrent use on different rows.
 */
final class ActivationLoops {

  private final Activation activation;
  private final ActivationStrip strip;

  ActivationLoops(Activation activation) {
    this.activation = activation;
    this.strip = ActivationStrip.of(activation);
  }

  /** {@code out = f(x + bias)} in rows {@code from} to {@code to}. Modified: out. */
  void forward(Matrix out, Matrix x, Matrix bias, int from, int to) {
    ActivationRows rows = rows(out.columns());
    read(bias, 0, rows.bias);
    forward(rows, out, x, from, to);
  }

  /** {@code out = f(x)} in rows {@code from} to {@code to}. Modified: out. */
  void forward(Matrix out, Matrix x, int from, int to) {
    forward(rows(out.columns()), out, x, from, to);
  }

  private void forward(ActivationRows rows, Matrix out, Matrix x, int from, int to) {
    int columns = out.columns();
    int whole = Lanes.bound(columns);
    for (int i = from; i < to; i++) {
      read(x, i, rows.z);
      strip.forward(rows, 1, whole);
      for (int j = whole; j < columns; j++) {
        rows.out[j] = activation.forward(rows.z[j] + rows.bias[j]);
      }
      MemorySegment.copy(rows.out, 0, out.segment(), Matrix.FLOAT, out.rowOffset(i), columns);
    }
  }

  /** {@link dev.lanewise.kernels.Kernels#activateBackward} in rows {@code from} to {@code to}. */
  void backward(Matrix dx, Matrix dout, Matrix z, Matrix out, int from, int to) {
    int columns = dx.columns();
    int whole = Lanes.bound(columns);
    ActivationRows rows = rows(columns);
    rows.dz = dx.segment();
    rows.dout = dout.segment();
    for (int i = from; i < to; i++) {
      read(z, i, rows.z);
      read(out, i, rows.out);
      rows.dzOffset = dx.rowOffset(i);
      rows.doutOffset = dout.rowOffset(i);
      strip.backward(rows, 1, whole);
      for (int j = whole; j < columns; j++) {
        long at = (long) j << 2;
        float gradient = dout.segment().get(Matrix.FLOAT, dout.rowOffset(i) + at);
        dx.segment()
            .set(
                Matrix.FLOAT,
                dx.rowOffset(i) + at,
                activation.backward(gradient, rows.z[j], rows.out[j]));
      }
    }
  }

  /** Operands of one row; the bias is -0, which changes no value that it is added to. */
  private static ActivationRows rows(int columns) {
    ActivationRows rows = new ActivationRows();
    rows.z = new float[columns];
    rows.bias = new float[columns];
    rows.out = new float[columns];
    Arrays.fill(rows.bias, -0f);
    return rows;
  }

  private static void read(Matrix x, int row, float[] values) {
    MemorySegment.copy(x.segment(), Matrix.FLOAT, x.rowOffset(row), values, 0, values.length);
  }
}
