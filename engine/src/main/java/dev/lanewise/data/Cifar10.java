package dev.lanewise.data;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The binary version of CIFAR-10 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny
 * Images"): a folder of {@code data_batch_1.bin} … {@code data_batch_5.bin} and {@code
 * test_batch.bin}.
 *
 * <p>A file is a sequence of records, each 1 byte of label, 0 to 9, and 3,072 bytes of pixels: a
 * red, a green and a blue plane of 32 rows by 32 columns. The pixels are kept as they are. Batches
 * may have any number of records from 1; the real ones have 10,000. A folder of a file's name may
 * hold the file.
 *
 * <p>By default the validation split is the last tenth of the training records, at most 1,000, so
 * the real set gives 49,000, 1,000 and 10,000 samples.
 */
public final class Cifar10 {

  /** Bytes of a sample: 3 planes of 32 by 32. */
  public static final int INPUTS = 3072;

  private static final ImageShape SHAPE = new ImageShape(32, 32, ImageShape.RGB);

  private static final int RECORD = 1 + INPUTS;
  private static final int CIFAR_100_RECORD = 2 + INPUTS;
  private static final int RECORDS_AT_ONCE = 256; // three quarters of a megabyte: stays in L2
  private static final int MOST_IN_VALIDATION = 1000;
  private static final String NAMES_FILE = "batches.meta.txt";
  private static final String TEST_FILE = "test_batch.bin";
  private static final String FILES = "data_batch_1.bin to data_batch_5.bin and " + TEST_FILE;

  private static final List<String> TRAIN_FILES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  private static final List<String> CIFAR_100_FILES =
      List.of("train.bin", "test.bin", "fine_label_names.txt");

  private static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  /** Whether {@code folder} has a file of this set, or of CIFAR-100, which is easily mistaken. */
  static boolean isIn(Path folder) {
    return holds(folder, TRAIN_FILES) || holds(folder, List.of(TEST_FILE)) || isCifar100(folder);
  }

  private static boolean isCifar100(Path folder) {
    return holds(folder, CIFAR_100_FILES);
  }

  private static boolean holds(Path folder, List<String> names) {
    return names.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  /** Every place in {@code folder} where a file is looked for. */
  static Stream<Path> places(Path folder) {
    return Stream.concat(TRAIN_FILES.stream(), Stream.of(TEST_FILE, NAMES_FILE))
        .flatMap(name -> DataFolder.places(folder, List.of(name)));
  }

  private static Path file(Path folder, String name) {
    return DataFolder.find(folder, List.of(name)).orElse(folder.resolve(name));
  }

  /**
   * Reads the set; it bears the folder's name. Class names are those of {@code batches.meta.txt},
   * or the ten known ones without that file.
   *
   * @throws MalformedFileException if a batch is missing, not a regular file, empty, unreadable, or
   *     of a size that is no number of records; if a label is above 9; if the names are not ten; or
   *     if the folder holds CIFAR-100
   * @throws IllegalArgumentException if {@code sizes} asks for more samples than there are
   * @throws dev.lanewise.memory.MemoryBudgetException if the workspace's budget is too small
   */
  public static DataSet read(Path folder, SplitSizes sizes, Workspace workspace)
      throws IOException {
    return read(folder, workspace).divide(sizes);
  }

  /** All of the set; see {@link #read(Path, SplitSizes, Workspace)}. */
  static UndividedData read(Path folder, Workspace workspace) throws IOException {
    if (isCifar100(folder) && !holds(folder, TRAIN_FILES)) {
      throw new MalformedFileException(folder, "", "holds CIFAR-100", "CIFAR-10: " + FILES);
    }
    Split pool = readAll(TRAIN_FILES.stream().map(name -> file(folder, name)).toList(), workspace);
    Split test = readAll(List.of(file(folder, TEST_FILE)), workspace);
    List<String> names = classNames(file(folder, NAMES_FILE));
    return sizes -> {
      SplitSizes.TrainAndValidation parts =
          sizes.divide(pool, Math.min(MOST_IN_VALIDATION, pool.size() / 10));
      return new DataSet(
          DataSets.nameOf(folder),
          parts.train(),
          parts.validation(),
          sizes.firstOfTest(test),
          names,
          Optional.of(SHAPE));
    };
  }

  private static List<String> classNames(Path file) throws IOException {
    if (!Files.exists(file)) {
      return CLASS_NAMES;
    }
    List<String> names = ClassNames.read(file);
    if (names.size() != CLASS_NAMES.size()) {
      throw new MalformedFileException(file, "", "has " + names.size() + " names", "10");
    }
    return names;
  }

  /** The records of all files, one file after the other. */
  private static Split readAll(List<Path> paths, Workspace workspace) throws IOException {
    List<DataFile> files = new ArrayList<>();
    try {
      long records = 0;
      for (Path path : paths) {
        DataFile file = DataFile.open(path);
        files.add(file);
        records += recordsIn(file);
      }
      if (records > Integer.MAX_VALUE) {
        throw new MalformedFileException(
            paths.getFirst(), "", records + " records in all", "at most " + Integer.MAX_VALUE);
      }
      Pixels pixels = workspace.pixels((int) records, INPUTS);
      Labels labels = workspace.labels((int) records);
      int row = 0;
      for (DataFile file : files) {
        row = readInto(pixels, labels, row, file);
      }
      return new Split(pixels, labels);
    } finally {
      for (DataFile file : files) {
        file.close();
      }
    }
  }

  private static long recordsIn(DataFile file) throws MalformedFileException {
    long size = file.size();
    if (size % RECORD == 0) {
      return size / RECORD;
    }
    if (size % CIFAR_100_RECORD == 0) {
      throw new MalformedFileException(
          file.path(),
          "",
          size + " bytes are " + size / CIFAR_100_RECORD + " records of CIFAR-100",
          "records of CIFAR-10, " + RECORD + " bytes each");
    }
    long nearest = Math.max(1, Math.round((double) size / RECORD));
    throw new MalformedFileException(
        file.path(),
        "",
        size + " bytes are no whole number of records",
        nearest * RECORD + " bytes, " + nearest + " records of " + RECORD);
  }

  /** Reads a file's records to the rows from {@code row} on; returns the row after the last. */
  private static int readInto(Pixels pixels, Labels labels, int row, DataFile file)
      throws IOException {
    byte[] block = new byte[RECORDS_AT_ONCE * RECORD];
    int end = row + (int) (file.size() / RECORD);
    while (row < end) {
      int count = Math.min(RECORDS_AT_ONCE, end - row);
      long start = file.position();
      if (file.readNBytes(block, 0, count * RECORD) < count * RECORD) {
        throw new MalformedFileException(
            file.path(), "byte " + file.position(), "ends", file.size() + " bytes");
      }
      for (int i = 0; i < count; i++, row++) {
        int label = Byte.toUnsignedInt(block[i * RECORD]);
        if (label >= CLASS_NAMES.size()) {
          throw new MalformedFileException(
              file.path(), "byte " + (start + (long) i * RECORD), "label " + label, "0 to 9");
        }
        labels.set(row, label);
        MemorySegment.copy(
            block,
            i * RECORD + 1,
            pixels.segment(),
            ValueLayout.JAVA_BYTE,
            pixels.rowOffset(row),
            INPUTS);
      }
    }
    if (file.read() >= 0) {
      throw new MalformedFileException(
          file.path(), "byte " + file.size(), "has grown", file.size() + " bytes");
    }
    return end;
  }
}
