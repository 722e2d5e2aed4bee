package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.optim.Momentum;
import dev.lanewise.optim.Nesterov;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** {@link Nesterov} in vectors, one vector of columns at a time. */
final class NesterovStrip implements UpdateStrip {

  static final UpdateStrip NESTEROV = new NesterovStrip();

  private NesterovStrip() {}

  @Override
  public void update(UpdateRows r, int rows, int columns) {
    for (int v = 0; v < columns; v += Lanes.COUNT) {
      one(r, v, rows);
    }
  }

  private static void one(UpdateRows r, int from, int rows) {
    MemorySegment values = Lanes.known(r.values);
    MemorySegment velocities = Lanes.known(r.slots[0]);
    float[] gradient = r.gradient;
    int column = r.column + from;
    FloatVector step = FloatVector.fromArray(FLOAT, r.factors[Momentum.STEP], column);
    FloatVector reg = FloatVector.fromArray(FLOAT, r.factors[Momentum.REG], column);
    FloatVector momentum = FloatVector.fromArray(FLOAT, r.factors[Momentum.MOMENTUM], column);
    long stride = r.stride;
    int gradientStride = r.gradientStride;
    long at = r.offset + ((long) from << 2);
    int index = r.index + from;
    for (int row = 0; row < rows; row++) {
      FloatVector w = FloatVector.fromMemorySegment(FLOAT, values, at, ORDER);
      FloatVector g = reg.fma(w, FloatVector.fromArray(FLOAT, gradient, index));
      FloatVector b = momentum.fma(FloatVector.fromMemorySegment(FLOAT, velocities, at, ORDER), g);
      b.intoMemorySegment(velocities, at, ORDER);
      step.fma(momentum.fma(b, g), w).intoMemorySegment(values, at, ORDER);
      at += stride;
      index += gradientStride;
    }
  }
}
