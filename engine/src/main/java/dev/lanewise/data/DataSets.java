package dev.lanewise.data;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens a folder of data by what is in it. */
public final class DataSets {

  private static final String KINDS =
      "a folder of CIFAR-10 files (data_batch_1.bin to data_batch_5.bin, test_batch.bin) or of IDX"
          + " files (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
          + " t10k-labels-idx1-ubyte, each also .gz)";

  private DataSets() {}

  /**
   * Reads the folder with {@link Cifar10} or {@link Idx}, whichever has files in it. The set bears
   * the folder's name; see {@link DataSet#named}.
   *
   * @param folder where the files are
   * @param sizes how many samples of each part to take
   * @param workspace what the samples and labels are read into
   * @throws MalformedFileException if the path is missing, not a folder or may not be searched, if
   *     it holds neither kind or both, or as the readers say
   * @throws IllegalArgumentException if {@code sizes} asks for more samples than there are
   * @throws dev.lanewise.memory.MemoryBudgetException if the workspace's budget is too small
   */
  public static DataSet open(Path folder, SplitSizes sizes, Workspace workspace)
      throws IOException {
    return read(folder, workspace).divide(sizes);
  }

  /**
   * Reads all of the folder, to be divided later.
   *
   * @throws MalformedFileException as {@link #open}
   * @throws dev.lanewise.memory.MemoryBudgetException as {@link #open}
   */
  public static UndividedData read(Path folder, Workspace workspace) throws IOException {
    if (!Files.isDirectory(folder)) {
      String found =
          Files.exists(folder, LinkOption.NOFOLLOW_LINKS) ? "is not a folder" : "is missing";
      throw new MalformedFileException(folder, "", found, KINDS);
    }
    if (!Files.isExecutable(folder)) {
      throw new MalformedFileException(folder, "", "may not be searched", KINDS);
    }
    boolean cifar10 = Cifar10.isIn(folder);
    boolean idx = Idx.isIn(folder);
    if (cifar10 == idx) {
      String found = cifar10 ? "holds both CIFAR-10 and IDX files" : "holds neither kind of data";
      throw new MalformedFileException(folder, "", found, KINDS);
    }
    return cifar10 ? Cifar10.read(folder, workspace) : Idx.read(folder, workspace);
  }

  /**
   * Every place in a folder where {@link #open} looks for a file, whether there is one or not: a
   * program must not write its output there.
   */
  public static List<Path> places(Path folder) {
    return Stream.concat(Cifar10.places(folder), Idx.places(folder)).toList();
  }

  /** The last name of a path, which a folder of data gives to its set. */
  static String nameOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }
}
