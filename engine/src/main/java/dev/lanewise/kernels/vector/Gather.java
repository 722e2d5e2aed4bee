package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** Reads batch rows: gathers, widens bytes and normalizes in one pass. */
final class Gather {

  private static final int LINE_BYTES = 64;

  /** Columns to touch at a time, for 64 rows or so: 100 KB of bytes, 400 KB of floats. */
  static final int TOUCHED_COLUMNS = 1536;

  private static final ThreadLocal<float[]> ROW = ThreadLocal.withInitial(() -> new float[0]);

  private Gather() {}

  /** Rows {@code from} to {@code to} of the batch {@code x} into the same rows of {@code out}. */
  static void rows(Matrix out, Batch x, int from, int to) {
    float[] row = ROW.get();
    if (row.length < x.columns()) {
      row = new float[x.columns()];
      ROW.set(row);
    }
    for (int i = from; i < to; i++) {
      values(row, 0, x, i, 0, x.columns());
      MemorySegment.copy(row, 0, out.segment(), Matrix.FLOAT, out.rowOffset(i), x.columns());
    }
  }

  /**
   * Reads a byte of each cache line of rows {@code from} to {@code to} of the batch, columns {@code
   * j} to {@code end}. Rows are drawn at random, so each line is a cache miss; here many of them
   * pass at once, while a loop that converts waits for every few.
   *
   * @return something that depends on what was read, so that no compiler leaves it out
   */
  static int touch(Batch x, int from, int to, int j, int end) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      int row = x.sourceRow(i);
      sum +=
          switch (x.source()) {
            case Pixels pixels -> touch(pixels.segment(), pixels.rowOffset(row), j, end);
            case Matrix floats -> touch(floats.segment(), floats.rowOffset(row), 4L * j, 4L * end);
          };
    }
    return sum;
  }

  private static int touch(MemorySegment segment, long row, long from, long end) {
    int sum = 0;
    for (long at = row + from; at < row + end; at += LINE_BYTES) {
      sum += Lanes.known(segment).get(ValueLayout.JAVA_BYTE, at);
    }
    return sum;
  }

  /** The same, columns {@code j} to {@code end}, as packed rows from row {@code at} on. */
  static void rows(PackedRows out, int at, Batch x, int from, int to, int j, int end) {
    int last;
    for (int first = j; first < end; first = last) {
      last = Math.min(first - first % out.block() + out.block(), end);
      int i = from;
      if (x.source() instanceof Pixels pixels && Lanes.BYTE.length() == Lanes.COUNT) {
        for (; i + 2 <= to; i += 2) {
          twoRows(out, at + i - from, x, pixels, i, first, last);
        }
      }
      for (; i < to; i++) {
        values(out.values, out.index(at + i - from, first), x, i, first, last);
      }
    }
  }

  /** Rows {@code i} and {@code i + 1} of bytes, which share the means that are read. */
  private static void twoRows(
      PackedRows out, int at, Batch x, Pixels pixels, int i, int from, int end) {
    MemorySegment segment = pixels.segment();
    MemorySegment mean = x.normalization().mean().segment();
    MemorySegment inverse = x.normalization().inverse().segment();
    long source0 = pixels.rowOffset(x.sourceRow(i));
    long source1 = pixels.rowOffset(x.sourceRow(i + 1));
    int to0 = out.index(at, from) - from;
    int to1 = out.index(at + 1, from) - from;
    int j = from;
    for (; j <= end - Lanes.COUNT; j += Lanes.COUNT) {
      FloatVector m = Lanes.load(mean, (long) j << 2);
      FloatVector factor = Lanes.load(inverse, (long) j << 2);
      FloatVector row0 = Lanes.loadBytes(segment, source0 + j, 0);
      FloatVector row1 = Lanes.loadBytes(segment, source1 + j, 0);
      row0.sub(m).mul(factor).intoArray(out.values, to0 + j);
      row1.sub(m).mul(factor).intoArray(out.values, to1 + j);
    }
    bytes(out.values, to0 + j, x, pixels, source0, j, end);
    bytes(out.values, to1 + j, x, pixels, source1, j, end);
  }

  /** Columns {@code j} to {@code end} of row {@code i}, to {@code out} from {@code at} on. */
  static void values(float[] out, int at, Batch x, int i, int j, int end) {
    switch (x.source()) {
      case Pixels pixels -> bytes(out, at, x, pixels, pixels.rowOffset(x.sourceRow(i)), j, end);
      case Matrix floats -> floats(out, at, x, floats, floats.rowOffset(x.sourceRow(i)), j, end);
    }
  }

  private static void bytes(
      float[] out, int at, Batch x, Pixels pixels, long source, int from, int end) {
    MemorySegment segment = pixels.segment();
    MemorySegment mean = x.normalization().mean().segment();
    MemorySegment inverse = x.normalization().inverse().segment();
    int step = Lanes.BYTE.length();
    int j = from;
    for (; j <= end - step; j += step) {
      normalize(out, at + j - from, mean, inverse, j, Lanes.loadBytes(segment, source + j, 0));
      if (step > Lanes.COUNT) {
        int next = j + Lanes.COUNT;
        FloatVector second = Lanes.loadBytes(segment, source + j, 1);
        normalize(out, at + next - from, mean, inverse, next, second);
      }
    }
    for (; j < end; j++) {
      int raw = Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, source + j));
      normalize(out, at + j - from, mean, inverse, j, (float) raw);
    }
  }

  private static void floats(
      float[] out, int at, Batch x, Matrix floats, long source, int from, int end) {
    MemorySegment mean = x.normalization().mean().segment();
    MemorySegment inverse = x.normalization().inverse().segment();
    int j = from;
    for (; j <= end - Lanes.COUNT; j += Lanes.COUNT) {
      FloatVector raw = Lanes.load(floats, source + ((long) j << 2));
      normalize(out, at + j - from, mean, inverse, j, raw);
    }
    for (; j < end; j++) {
      float raw = Elementwise.get(floats, source + ((long) j << 2));
      normalize(out, at + j - from, mean, inverse, j, raw);
    }
  }

  private static void normalize(
      float[] out, int at, MemorySegment mean, MemorySegment inverse, int j, FloatVector raw) {
    long offset = (long) j << 2;
    raw.sub(Lanes.load(mean, offset)).mul(Lanes.load(inverse, offset)).intoArray(out, at);
  }

  private static void normalize(
      float[] out, int at, MemorySegment mean, MemorySegment inverse, int j, float raw) {
    long offset = (long) j << 2;
    out[at] = (raw - mean.get(Matrix.FLOAT, offset)) * inverse.get(Matrix.FLOAT, offset);
  }
}
