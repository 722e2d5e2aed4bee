package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of rows and inputs are those of comparing every one with every other. */
class RedundancyTest {

  /** Few values, so that many rows are equal, and some inputs constant; rows of many widths. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void countsAreThoseOfComparingAll(long seed) {
    Random random = new Random(seed);
    int inputs = seed == 12 ? 70_000 : 1 + random.nextInt(8); // one wider than is copied at once
    int values = 2 + random.nextInt(3);
    boolean[] constant = new boolean[inputs];
    IntStream.range(0, inputs).forEach(j -> constant[j] = random.nextInt(4) == 0);
    int[][][] parts = new int[3][][];
    for (int part = 0; part < 3; part++) {
      parts[part] = new int[1 + random.nextInt(40)][inputs];
      for (int[] row : parts[part]) {
        int kind = random.nextInt(values);
        Arrays.setAll(
            row,
            j -> constant[j] ? 9 : inputs > 8 ? (j == 69_999 ? kind : 5) : random.nextInt(values));
      }
    }
    Redundancy expected = compared(parts);
    try (Workspace workspace = new Workspace()) {
      String message = "seed " + seed;
      assertEquals(expected, Redundancy.of(pixels(workspace, parts)), message);
      assertEquals(expected, Redundancy.of(floats(workspace, parts)), message);
    }
  }

  private static Redundancy compared(int[][][] parts) {
    List<List<List<Integer>>> rows =
        Arrays.stream(parts)
            .map(
                part -> Arrays.stream(part).map(row -> IntStream.of(row).boxed().toList()).toList())
            .toList();
    Set<List<Integer>> training = new HashSet<>(rows.get(0));
    int constant = 0;
    for (int j = 0; j < parts[0][0].length; j++) {
      int column = j;
      constant +=
          Arrays.stream(parts[0]).mapToInt(row -> row[column]).distinct().count() == 1 ? 1 : 0;
    }
    return new Redundancy(
        constant,
        rows.get(0).size() - training.size(),
        (int) rows.get(1).stream().filter(training::contains).count(),
        (int) rows.get(2).stream().filter(training::contains).count());
  }

  private static DataSet pixels(Workspace workspace, int[][][] parts) {
    List<Split> splits =
        Arrays.stream(parts)
            .map(part -> {
              Pixels pixels = workspace.pixels(part.length, part[0].length);
              for (int i = 0; i < part.length; i++) {
                for (int j = 0; j < part[0].length; j++) {
                  long at = pixels.rowOffset(i) + j;
                  pixels.segment().set(ValueLayout.JAVA_BYTE, at, (byte) part[i][j]);
                }
              }
              return new Split(pixels, workspace.labels(new int[part.length]));
            })
            .collect(Collectors.toList());
    return DataSet.of("pixels", splits.get(0), splits.get(1), splits.get(2));
  }

  private static DataSet floats(Workspace workspace, int[][][] parts) {
    List<Split> splits =
        Arrays.stream(parts)
            .map(part -> {
              float[][] x = new float[part.length][part[0].length];
              for (int i = 0; i < part.length; i++) {
                for (int j = 0; j < part[0].length; j++) {
                  x[i][j] = part[i][j];
                }
              }
              return Split.of(workspace, x, new int[part.length]);
            })
            .collect(Collectors.toList());
    return DataSet.of("floats", splits.get(0), splits.get(1), splits.get(2));
  }
}
