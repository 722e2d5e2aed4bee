package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import dev.lanewise.optim.Sgd;
import jdk.incubator.vector.FloatVector;

/**
 * Operations on each element by itself, over rows {@code from} to {@code to} of a matrix: whole
 * vectors first, the remaining columns one by one with the same operations.
 *
 * <p>One loop per operation, written out: a vector handed to a lambda would be boxed.
 */
final class Elementwise {

  private Elementwise() {}

  /** {@code y = fma(factor, x, y)}: the L2 gradient. */
  static void addScaled(Matrix y, float factor, Matrix x, int from, int to) {
    FloatVector factors = FloatVector.broadcast(Lanes.FLOAT, factor);
    for (int i = from; i < to; i++) {
      long xRow = x.rowOffset(i);
      long yRow = y.rowOffset(i);
      int j = 0;
      for (; j < Lanes.bound(y.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector sum = factors.fma(Lanes.load(x, xRow + at), Lanes.load(y, yRow + at));
        Lanes.store(sum, y, yRow + at);
      }
      for (; j < y.columns(); j++) {
        long at = (long) j << 2;
        set(y, yRow + at, Math.fma(factor, get(x, xRow + at), get(y, yRow + at)));
      }
    }
  }

  /** {@code x = factor · x}. */
  static void scale(Matrix x, float factor, int from, int to) {
    FloatVector factors = FloatVector.broadcast(Lanes.FLOAT, factor);
    for (int i = from; i < to; i++) {
      long row = x.rowOffset(i);
      int j = 0;
      for (; j < Lanes.bound(x.columns()); j += Lanes.COUNT) {
        long at = row + ((long) j << 2);
        Lanes.store(factors.mul(Lanes.load(x, at)), x, at);
      }
      for (; j < x.columns(); j++) {
        long at = row + ((long) j << 2);
        set(x, at, factor * get(x, at));
      }
    }
  }

  /** {@link Sgd#update}. */
  static void sgd(Matrix w, Matrix gradient, float[] factors, int from, int to) {
    FloatVector steps = FloatVector.broadcast(Lanes.FLOAT, factors[Sgd.STEP]);
    FloatVector regs = FloatVector.broadcast(Lanes.FLOAT, factors[Sgd.REG]);
    for (int i = from; i < to; i++) {
      long wRow = w.rowOffset(i);
      long gRow = gradient.rowOffset(i);
      int j = 0;
      for (; j < Lanes.bound(w.columns()); j += Lanes.COUNT) {
        long at = (long) j << 2;
        FloatVector v = Lanes.load(w, wRow + at);
        FloatVector g = regs.fma(v, Lanes.load(gradient, gRow + at));
        Lanes.store(steps.fma(g, v), w, wRow + at);
      }
      for (; j < w.columns(); j++) {
        long at = (long) j << 2;
        float v = get(w, wRow + at);
        float g = Math.fma(factors[Sgd.REG], v, get(gradient, gRow + at));
        set(w, wRow + at, Math.fma(factors[Sgd.STEP], g, v));
      }
    }
  }

  static float get(Matrix x, long offset) {
    return x.segment().get(Matrix.FLOAT, offset);
  }

  static void set(Matrix x, long offset, float value) {
    x.segment().set(Matrix.FLOAT, offset, value);
  }
}
