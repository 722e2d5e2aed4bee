package dev.lanewise.data;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of IDX files, the format of MNIST (LeCun, Cortes, Burges 1998) and Fashion-MNIST (Xiao,
 * Rasul, Vollgraf 2017): grey images of unsigned bytes, one sample a row of height · width inputs,
 * and labels of 0 to 255.
 *
 * <p>The files are {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
 * t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte} and, as this project's own addition,
 * {@code validation-images-idx3-ubyte} and {@code validation-labels-idx1-ubyte}, which may be
 * absent. Each may also be written with a dot ({@code train-images.idx3-ubyte}) and packed ({@code
 * .gz}); where a file is there in several forms, the first of plain, dotted, packed, dotted and
 * packed is read. A folder of one of these names may hold the file.
 *
 * <p>Without a validation part of its own, the default validation split of a set is the last tenth
 * of its training images, at most 5,000: MNIST and Fashion-MNIST give 55,000, 5,000 and 10,000.
 *
 * <p>{@code classes.txt} names the classes, one a line; without it they are called by their ids, up
 * to the largest label in any file.
 */
public final class Idx {

  private static final String TRAIN = "train";
  private static final String VALIDATION = "validation";
  private static final String TEST = "t10k";
  private static final String IMAGES = "images";
  private static final String LABELS = "labels";
  private static final String NAMES_FILE = "classes.txt";
  private static final int MOST_IN_VALIDATION = 5000;

  private Idx() {}

  /** Whether {@code folder} has one of the files, in any form. */
  static boolean isIn(Path folder) {
    return Stream.of(TRAIN, VALIDATION, TEST)
        .anyMatch(part ->
            find(folder, part, IMAGES).isPresent() || find(folder, part, LABELS).isPresent());
  }

  /**
   * Reads the set; it bears the folder's name.
   *
   * @throws MalformedFileException if a file is missing, not a regular file, empty, unreadable or
   *     not of the format; if it has more or fewer bytes than its header tells; if a packed file is
   *     damaged or goes on behind its end; if there are not as many labels as images, images differ
   *     in size, or a label has no name in {@code classes.txt}
   * @throws IllegalArgumentException if {@code sizes} asks for more samples than there are
   * @throws dev.lanewise.memory.MemoryBudgetException if the workspace's budget is too small
   */
  public static DataSet read(Path folder, SplitSizes sizes, Workspace workspace)
      throws IOException {
    return read(folder, workspace).divide(sizes);
  }

  /** All of the set; see {@link #read(Path, SplitSizes, Workspace)}. */
  static UndividedData read(Path folder, Workspace workspace) throws IOException {
    Part train = readPart(folder, TRAIN, workspace);
    Part test = readPart(folder, TEST, workspace);
    boolean ownValidation =
        find(folder, VALIDATION, IMAGES).isPresent()
            || find(folder, VALIDATION, LABELS).isPresent();
    Part validation = ownValidation ? readPart(folder, VALIDATION, workspace) : train.none();
    List<Part> parts = List.of(train, validation, test);
    for (Part part : parts) {
      part.checkShape(train);
    }
    List<String> names = classNames(folder, parts);
    String name = DataSets.nameOf(folder);
    Split learned = ownValidation ? joined(train.split, validation.split, workspace) : train.split;
    int ownTraining = train.split.size();
    return sizes -> {
      SplitSizes.TrainAndValidation divided =
          ownValidation
              ? sizes.divideOwn(learned, ownTraining)
              : sizes.divide(learned, Math.min(MOST_IN_VALIDATION, learned.size() / 10));
      return new DataSet(
          name,
          divided.train(),
          divided.validation(),
          sizes.firstOfTest(test.split),
          names,
          Optional.of(train.shape));
    };
  }

  /** The rows of two parts, one behind the other. Copied into {@code workspace}. */
  private static Split joined(Split first, Split second, Workspace workspace) {
    Pixels pixels = workspace.pixels(first.size() + second.size(), first.inputs());
    Labels labels = workspace.labels(first.size() + second.size());
    int row = 0;
    for (Split part : List.of(first, second)) {
      Pixels target = pixels.slice(row, row + part.size());
      target.segment().copyFrom(((Pixels) part.samples()).segment());
      for (int i = 0; i < part.size(); i++) {
        labels.set(row++, part.labels().get(i));
      }
    }
    return new Split(pixels, labels);
  }

  private static List<String> classNames(Path folder, List<Part> parts) throws IOException {
    Optional<Path> file = DataFolder.find(folder, List.of(NAMES_FILE));
    if (file.isEmpty()) {
      int classes = 0;
      for (Part part : parts) {
        classes = Math.max(classes, DataSet.classesIn(part.split.labels()));
      }
      return DataSet.numbered(classes);
    }
    List<String> names = ClassNames.read(file.get());
    for (Part part : parts) {
      part.checkLabels(names.size());
    }
    return names;
  }

  private static Part readPart(Path folder, String part, Workspace workspace) throws IOException {
    Path images = require(folder, part, IMAGES);
    Path labels = require(folder, part, LABELS);
    IdxFile.Images read = IdxFile.images(images, workspace);
    Pixels pixels = read.pixels();
    Labels ids = IdxFile.labels(labels, workspace);
    if (ids.size() != pixels.rows()) {
      throw new MalformedFileException(
          labels,
          IdxFile.placeOfCount(labels),
          ids.size() + " labels",
          pixels.rows() + ", one for each image of " + images.getFileName());
    }
    return new Part(images, labels, new Split(pixels, ids), read.shape());
  }

  private static Path require(Path folder, String part, String content) throws IOException {
    Optional<Path> found = find(folder, part, content);
    if (found.isPresent()) {
      return found.get();
    }
    throw new MalformedFileException(
        folder.resolve(forms(part, content).getFirst()),
        "",
        "is missing",
        "an IDX file or its .gz");
  }

  private static Optional<Path> find(Path folder, String part, String content) {
    return DataFolder.find(folder, forms(part, content));
  }

  /** Every place in {@code folder} where a file is looked for. */
  static Stream<Path> places(Path folder) {
    Stream<Path> parts =
        Stream.of(TRAIN, VALIDATION, TEST)
            .flatMap(part -> Stream.of(forms(part, IMAGES), forms(part, LABELS)))
            .flatMap(names -> DataFolder.places(folder, names));
    return Stream.concat(parts, DataFolder.places(folder, List.of(NAMES_FILE)));
  }

  private static List<String> forms(String part, String content) {
    String type = content.equals(IMAGES) ? "idx3-ubyte" : "idx1-ubyte";
    String plain = part + "-" + content + "-" + type;
    String dotted = part + "-" + content + "." + type;
    return List.of(plain, dotted, plain + ".gz", dotted + ".gz");
  }

  /** One pair of files and what they hold. */
  private record Part(Path images, Path labels, Split split, ImageShape shape) {

    Part none() {
      return new Part(images, labels, split.none(), shape);
    }

    void checkShape(Part train) throws MalformedFileException {
      if (!shape.equals(train.shape)) {
        throw new MalformedFileException(
            images,
            IdxFile.placeOfImageSize(images),
            "images of " + shape,
            train.shape + ", as in " + train.images.getFileName());
      }
    }

    void checkLabels(int classes) throws MalformedFileException {
      for (int i = 0; i < split.size(); i++) {
        int label = split.labels().get(i);
        if (label >= classes) {
          throw new MalformedFileException(
              labels,
              IdxFile.placeOfLabel(labels, i),
              "label " + label,
              "0 to %d, the classes of %s".formatted(classes - 1, NAMES_FILE));
        }
      }
    }
  }
}
