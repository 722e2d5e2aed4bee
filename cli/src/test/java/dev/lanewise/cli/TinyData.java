package dev.lanewise.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An IDX folder of gray images of 2 by 2 pixels in three classes, the class being the brightest of
 * the first three pixels, and a model of another program that knows just that. A training run takes
 * milliseconds, and scores can be computed by hand.
 */
final class TinyData {

  static final int CLASSES = 3;
  static final int INPUTS = 4;
  static final int TRAIN = 60; // of which a tenth becomes the validation part
  static final int VALIDATION = 6;

  /** The test images: the first three pixels are the scores of {@link #foreignModel}. */
  static final byte[][] TEST_IMAGES = {
    {3, 1, 2, 0}, {2, 0, 1, 7}, {1, 2, 0, 0}, {0, 4, 1, 0}, {5, 0, 2, 9}
  };

  static final byte[] TEST_LABELS = {0, 0, 0, 1, 2};

  private TinyData() {}

  /** Writes the set. */
  static Path write(Path folder) throws IOException {
    byte[] images = new byte[TRAIN * INPUTS];
    byte[] labels = new byte[TRAIN];
    for (int i = 0; i < TRAIN; i++) {
      labels[i] = (byte) (i * 7 % CLASSES);
      for (int j = 0; j < INPUTS; j++) {
        images[i * INPUTS + j] = (byte) (i * 13 % 50 + j * 31 % 40 + (j == labels[i] ? 100 : 0));
      }
    }
    Files.createDirectories(folder);
    put(folder.resolve("train-images-idx3-ubyte"), images, TRAIN, 2, 2);
    put(folder.resolve("train-labels-idx1-ubyte"), labels, TRAIN);
    byte[] test = new byte[TEST_IMAGES.length * INPUTS];
    for (int i = 0; i < TEST_IMAGES.length; i++) {
      System.arraycopy(TEST_IMAGES[i], 0, test, i * INPUTS, INPUTS);
    }
    put(folder.resolve("t10k-images-idx3-ubyte"), test, TEST_IMAGES.length, 2, 2);
    put(folder.resolve("t10k-labels-idx1-ubyte"), TEST_LABELS, TEST_LABELS.length);
    return folder;
  }

  /** Writes an IDX file of bytes. */
  static void put(Path file, byte[] data, int... dimensions) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length);
    bytes.putInt(0x800 + dimensions.length);
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
    }
    Files.write(file, bytes.put(data).array());
  }

  /** A linear classifier of another program: the scores are the first three pixels. */
  static Path foreignModel(Path file) throws IOException {
    return foreignModel(file, INPUTS, 0, 1, 2);
  }

  /**
   * A linear classifier of another program whose score of class c is the input {@code takes[c]}.
   */
  static Path foreignModel(Path file, int inputs, int... takes) throws IOException {
    float[] weights = new float[inputs * takes.length];
    for (int c = 0; c < takes.length; c++) {
      weights[takes[c] * takes.length + c] = 1;
    }
    return foreignModel(file, inputs, takes.length, weights);
  }

  /** A linear classifier of another program with these weights, (inputs, classes), no bias. */
  static Path foreignModel(Path file, int inputs, int classes, float[] weights) throws IOException {
    int bias = 4 * weights.length;
    String header =
        """
        {"W1":{"dtype":"F32","shape":[%d,%d],"data_offsets":[0,%d]},\
        "b1":{"dtype":"F32","shape":[%d],"data_offsets":[%d,%d]}}\
        """
            .formatted(inputs, classes, bias, classes, bias, bias + 4 * classes);
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + bias + 4 * classes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    for (float weight : weights) {
      bytes.putFloat(weight);
    }
    return Files.write(file, bytes.array());
  }
}
