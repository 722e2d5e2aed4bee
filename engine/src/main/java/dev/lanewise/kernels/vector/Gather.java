package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** Reads batch rows: gathers, widens bytes and normalizes in one pass. */
final class Gather {

  private Gather() {}

  /** Rows {@code from} to {@code to} of the batch {@code x} into the same rows of {@code out}. */
  static void rows(Matrix out, Rows x, int from, int to) {
    for (int i = from; i < to; i++) {
      switch (x.source()) {
        case Pixels pixels -> bytes(out, i, x, pixels, pixels.rowOffset(x.sourceRow(i)));
        case Matrix floats -> floats(out, i, x, floats, floats.rowOffset(x.sourceRow(i)));
      }
    }
  }

  private static void bytes(Matrix out, int i, Rows x, Pixels pixels, long source) {
    int columns = out.columns();
    int step = Lanes.BYTE.length();
    int j = 0;
    for (; j + step <= columns; j += step) {
      normalize(out, i, x, j, Lanes.loadBytes(pixels.segment(), source + j, 0));
      if (step > Lanes.COUNT) {
        FloatVector second = Lanes.loadBytes(pixels.segment(), source + j, 1);
        normalize(out, i, x, j + Lanes.COUNT, second);
      }
    }
    MemorySegment segment = pixels.segment();
    for (; j < columns; j++) {
      int raw = Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, source + j));
      normalize(out, i, x, j, (float) raw);
    }
  }

  private static void floats(Matrix out, int i, Rows x, Matrix floats, long source) {
    int j = 0;
    for (; j < Lanes.bound(out.columns()); j += Lanes.COUNT) {
      normalize(out, i, x, j, Lanes.load(floats, source + ((long) j << 2)));
    }
    for (; j < out.columns(); j++) {
      normalize(out, i, x, j, Elementwise.get(floats, source + ((long) j << 2)));
    }
  }

  private static void normalize(Matrix out, int i, Rows x, int j, FloatVector raw) {
    long at = (long) j << 2;
    FloatVector mean = Lanes.load(x.normalization().mean(), at);
    FloatVector inverse = Lanes.load(x.normalization().inverse(), at);
    Lanes.store(raw.sub(mean).mul(inverse), out, out.rowOffset(i) + at);
  }

  private static void normalize(Matrix out, int i, Rows x, int j, float raw) {
    long at = (long) j << 2;
    float mean = Elementwise.get(x.normalization().mean(), at);
    float inverse = Elementwise.get(x.normalization().inverse(), at);
    Elementwise.set(out, out.rowOffset(i) + at, (raw - mean) * inverse);
  }
}
