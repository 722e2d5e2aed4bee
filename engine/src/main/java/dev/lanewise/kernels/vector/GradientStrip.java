package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Keeps the gradient, L2 included, of parameters that move later: once the norm of the gradient of
 * all parameters is known.
 */
final class GradientStrip implements UpdateStrip {

  static final UpdateStrip GRADIENT = new GradientStrip();

  private static final int L = Lanes.COUNT;

  private GradientStrip() {}

  /** Modified: {@code r.kept}. */
  @Override
  public void update(UpdateRows r, int rows, int columns) {
    for (int v = 0; v < columns; v += L) {
      one(r, v, rows);
    }
  }

  private static void one(UpdateRows r, int from, int rows) {
    MemorySegment values = Lanes.known(r.values);
    MemorySegment kept = Lanes.known(r.kept);
    float[] gradient = r.gradient;
    FloatVector reg = FloatVector.fromArray(FLOAT, r.regs, r.column + from);
    long stride = r.stride;
    int gradientStride = r.gradientStride;
    long at = r.offset + ((long) from << 2);
    int index = r.index + from;
    for (int row = 0; row < rows; row++) {
      FloatVector w = FloatVector.fromMemorySegment(FLOAT, values, at, ORDER);
      FloatVector g = reg.fma(w, FloatVector.fromArray(FLOAT, gradient, index));
      g.intoMemorySegment(kept, at, ORDER);
      at += stride;
      index += gradientStride;
    }
  }
}
