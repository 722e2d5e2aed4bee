package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * An optimizer on gradients that were kept by {@link GradientStrip}, scaled to their largest norm.
 *
 * @param strip of the optimizer
 */
record ClippedStrip(UpdateStrip strip) implements UpdateStrip {

  private static final int L = Lanes.COUNT;

  /** Modified: {@code r.gradient} too. */
  @Override
  public void update(UpdateRows r, int rows, int columns) {
    for (int v = 0; v < columns; v += L) {
      scale(r, v, rows);
    }
    strip.update(r, rows, columns);
  }

  private static void scale(UpdateRows r, int from, int rows) {
    MemorySegment kept = Lanes.known(r.kept);
    float[] gradient = r.gradient;
    FloatVector scale = FloatVector.fromArray(FLOAT, r.scales, r.column + from);
    long stride = r.stride;
    int gradientStride = r.gradientStride;
    long at = r.offset + ((long) from << 2);
    int index = r.index + from;
    for (int row = 0; row < rows; row++) {
      FloatVector g = FloatVector.fromMemorySegment(FLOAT, kept, at, ORDER);
      scale.mul(g).intoArray(gradient, index);
      at += stride;
      index += gradientStride;
    }
  }
}
