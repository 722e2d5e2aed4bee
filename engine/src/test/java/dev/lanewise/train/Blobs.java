package dev.lanewise.train;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.NumpyRandom;

/** Small made-up data: points around one center per class, which a linear net can tell apart. */
public final class Blobs {

  static final int INPUTS = 6;
  static final int CLASSES = 3;

  private Blobs() {}

  /** Points (size, 6), class after class. */
  static float[][] points(int seed, int size) {
    return points(seed, size, INPUTS, CLASSES);
  }

  /** The classes of {@link #points}. */
  static int[] labels(int size) {
    return labels(size, CLASSES);
  }

  /** As many samples in each of training, validation and test. */
  public static DataSet dataSet(Workspace workspace, int size) {
    return dataSet(workspace, size, INPUTS, CLASSES);
  }

  /** The same with other sizes. */
  public static DataSet dataSet(Workspace workspace, int size, int inputs, int classes) {
    return DataSet.of(
        "blobs",
        split(workspace, 1, size, inputs, classes),
        split(workspace, 2, size, inputs, classes),
        split(workspace, 3, size, inputs, classes));
  }

  static Split split(Workspace workspace, int seed, int size, int inputs, int classes) {
    return Split.of(workspace, points(seed, size, inputs, classes), labels(size, classes));
  }

  private static float[][] points(int seed, int size, int inputs, int classes) {
    NumpyRandom random = new NumpyRandom(seed);
    float[][] points = new float[size][inputs];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < inputs; j++) {
        double center = j % classes == i % classes ? 3 : 0;
        points[i][j] = (float) (center + random.randn());
      }
    }
    return points;
  }

  private static int[] labels(int size, int classes) {
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % classes;
    }
    return labels;
  }
}
