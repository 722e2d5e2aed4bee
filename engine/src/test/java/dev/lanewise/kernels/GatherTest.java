package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernels.Shapes.Shape;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Batches read from bytes and from floats, in any order of rows, under every normalization. */
class GatherTest {

  private static final int EXTRA_ROWS = 5;

  @EveryBackend
  void fromBytes(Kernels kernels) {
    Shapes.forEach((given, shape) ->
        gather(kernels, given, given.pixels(shape.rows() + EXTRA_ROWS, shape.columns())));
  }

  @EveryBackend
  void fromFloats(Kernels kernels) {
    Shapes.forEach((given, shape) ->
        gather(kernels, given, given.special(shape.rows() + EXTRA_ROWS, shape.columns())));
  }

  private static void gather(Kernels kernels, Given given, Samples source) {
    int rows = source.rows() - EXTRA_ROWS;
    int[] index = new int[rows + 1];
    for (int i = 0; i < index.length; i++) {
      index[i] = given.below(source.rows());
    }
    Matrix out = given.unset(rows, source.columns());
    for (Normalization.Kind kind : Normalization.Kind.values()) {
      Normalization normalization = normalization(given, kind, source.columns());
      check(kernels, given, out, Batch.range(source, normalization, EXTRA_ROWS, source.rows()));
      check(kernels, given, out, Batch.indexed(source, normalization, index, 1, rows + 1));
    }
  }

  private static Normalization normalization(Given given, Normalization.Kind kind, int inputs) {
    Matrix zeros = given.filled(1, inputs, new float[inputs]);
    Matrix ones = given.random(1, inputs);
    ones.fill(1f);
    Matrix parts = given.random(1, inputs);
    parts.fill(1f / 255f);
    return switch (kind) {
      case NONE -> new Normalization(kind, zeros, ones);
      case UNIT -> new Normalization(kind, zeros, parts);
      case CENTER -> new Normalization(kind, given.random(1, inputs, 255f), ones);
      case STANDARDIZE ->
          new Normalization(kind, given.random(1, inputs, 255f), given.random(1, inputs, 2f));
    };
  }

  private static void check(Kernels kernels, Given given, Matrix out, Batch x) {
    Shape shape = new Shape(x.count(), x.columns());
    float[] expected = new float[shape.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = normalized(x, i / shape.columns(), i % shape.columns());
    }
    given.watch();
    kernels.gather(out, x);
    Given.assertBits(expected, out);
    given.assertOnlyWritten(out);
  }

  /** What each kind means, without the factors that change nothing. */
  private static float normalized(Batch x, int i, int j) {
    float raw =
        switch (x.source()) {
          case Pixels pixels -> pixels.get(x.sourceRow(i), j);
          case Matrix floats -> floats.get(x.sourceRow(i), j);
        };
    float mean = x.normalization().mean().get(0, j);
    float inverse = x.normalization().inverse().get(0, j);
    return switch (x.normalization().kind()) {
      case NONE -> raw;
      case UNIT -> raw * (1f / 255f);
      case CENTER -> raw - mean;
      case STANDARDIZE -> (raw - mean) * inverse;
    };
  }

  @Test
  void allBytes() {
    Given given = new Given(3);
    Pixels pixels = given.pixels(1, 256);
    for (int value = 0; value < 256; value++) {
      pixels.segment().set(ValueLayout.JAVA_BYTE, value, (byte) value);
    }
    Matrix out = given.unset(1, 256);
    Normalization none = normalization(given, Normalization.Kind.NONE, 256);
    KernelBackends.scalar().gather(out, Batch.all(pixels, none));
    for (int value = 0; value < 256; value++) {
      assertEquals((float) value, out.get(0, value));
    }
  }
}
