package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Gradient descent with L2 on some rows of weights in a panel: {@code w = fma(-rate, fma(reg, w,
 * dw), w)}. The gradient comes from the first-level cache, where the tiles have left it.
 */
final class DescentStrip {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;

  private final float[] regs; // L2 strength of each column
  private final float[] steps; // negative learning rate of each column

  /** The arrays are shared with the caller, who may change them between steps. */
  DescentStrip(float[] regs, float[] steps) {
    this.regs = regs;
    this.steps = steps;
  }

  /**
   * Updates some rows.
   *
   * @param weights from byte {@code at} on, rows {@code stride} bytes apart. Modified.
   * @param column of the layer, that of the first weight
   * @param gradient rows of {@code columns} values, whole vectors
   */
  void update(
      MemorySegment weights,
      long at,
      long stride,
      int column,
      float[] gradient,
      int columns,
      int rows) {
    int v = 0;
    // Two vectors, the usual width, at a time: 2 % of a step faster than one by one.
    for (; v + 2 * L <= columns; v += 2 * L) {
      two(weights, at + ((long) v << 2), stride, column + v, gradient, v, columns, rows);
    }
    for (; v < columns; v += L) {
      one(weights, at + ((long) v << 2), stride, column + v, gradient, v, columns, rows);
    }
  }

  private void two(
      MemorySegment weights,
      long first,
      long stride,
      int column,
      float[] gradient,
      int from,
      int columns,
      int rows) {
    MemorySegment memory = Lanes.known(weights);
    FloatVector reg0 = FloatVector.fromArray(FLOAT, regs, column);
    FloatVector reg1 = FloatVector.fromArray(FLOAT, regs, column + L);
    FloatVector step0 = FloatVector.fromArray(FLOAT, steps, column);
    FloatVector step1 = FloatVector.fromArray(FLOAT, steps, column + L);
    long at = first;
    int index = from;
    for (int r = 0; r < rows; r++) {
      FloatVector w0 = FloatVector.fromMemorySegment(FLOAT, memory, at, ORDER);
      FloatVector w1 = FloatVector.fromMemorySegment(FLOAT, memory, at + W, ORDER);
      FloatVector g0 = reg0.fma(w0, FloatVector.fromArray(FLOAT, gradient, index));
      FloatVector g1 = reg1.fma(w1, FloatVector.fromArray(FLOAT, gradient, index + L));
      step0.fma(g0, w0).intoMemorySegment(memory, at, ORDER);
      step1.fma(g1, w1).intoMemorySegment(memory, at + W, ORDER);
      at += stride;
      index += columns;
    }
  }

  private void one(
      MemorySegment weights,
      long first,
      long stride,
      int column,
      float[] gradient,
      int from,
      int columns,
      int rows) {
    MemorySegment memory = Lanes.known(weights);
    FloatVector reg = FloatVector.fromArray(FLOAT, regs, column);
    FloatVector step = FloatVector.fromArray(FLOAT, steps, column);
    long at = first;
    int index = from;
    for (int r = 0; r < rows; r++) {
      FloatVector w = FloatVector.fromMemorySegment(FLOAT, memory, at, ORDER);
      FloatVector g = reg.fma(w, FloatVector.fromArray(FLOAT, gradient, index));
      step.fma(g, w).intoMemorySegment(memory, at, ORDER);
      at += stride;
      index += columns;
    }
  }
}
