package dev.lanewise.data;

import dev.lanewise.memory.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A classification task: three splits of the same inputs and the names of the classes. Not an
 * owner: the memory belongs to the workspace it was read into.
 *
 * @param name what messages and results call it
 * @param train the split that is learned from, at least one sample
 * @param validation the split that settings are chosen by; may be of size 0
 * @param test the split that is looked at last; may be of size 0
 * @param classNames the name of each class, class 0 first
 * @param shape how the inputs form an image; empty where they are none or it is not known
 */
public record DataSet(
    String name,
    Split train,
    Split validation,
    Split test,
    List<String> classNames,
    Optional<ImageShape> shape) {

  /** A larger label is taken for a mistake, not for a call to name that many classes. */
  private static final int MOST_CLASSES = 1 << 20;

  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException if there is no training sample, the splits differ in their
   *     number of inputs, a label has no class name, a name has a line break, two classes have the
   *     same name, or the shape is of another number of inputs
   */
  public DataSet {
    classNames = List.copyOf(classNames);
    ClassMatch.requireDistinct(classNames);
    if (train.size() == 0) {
      throw new IllegalArgumentException("a data set needs at least one training sample");
    }
    checkSplit("training", train, train.inputs(), classNames.size());
    checkSplit("validation", validation, train.inputs(), classNames.size());
    checkSplit("test", test, train.inputs(), classNames.size());
    checkShape(shape, train.inputs());
  }

  /** A data set whose inputs form no known image. */
  public DataSet(String name, Split train, Split validation, Split test, List<String> classNames) {
    this(name, train, validation, test, classNames, Optional.empty());
  }

  /**
   * A data set whose classes are called by their ids: "0", "1", … up to the largest label.
   *
   * @throws IllegalArgumentException as the constructor, and if a label is negative or above a
   *     million
   */
  public static DataSet of(String name, Split train, Split validation, Split test) {
    int classes =
        Math.max(
            classesIn(train.labels()),
            Math.max(classesIn(validation.labels()), classesIn(test.labels())));
    return new DataSet(name, train, validation, test, numbered(classes));
  }

  /** A data set of a training split alone; see {@link #of(String, Split, Split, Split)}. */
  public static DataSet of(String name, Split train) {
    return of(name, train, train.none(), train.none());
  }

  /** The names "0", "1", … of {@code classes} classes. */
  static List<String> numbered(int classes) {
    List<String> names = new ArrayList<>(classes);
    for (int c = 0; c < classes; c++) {
      names.add(Integer.toString(c));
    }
    return names;
  }

  /** The largest label plus 1; 0 without labels. */
  static int classesIn(Labels labels) {
    int largest = -1;
    for (int i = 0; i < labels.size(); i++) {
      largest = Math.max(largest, labels.get(i));
    }
    if (largest >= MOST_CLASSES) {
      throw new IllegalArgumentException(
          "label %d; labels must be below %d".formatted(largest, MOST_CLASSES));
    }
    return largest + 1;
  }

  private static void checkSplit(String part, Split split, int inputs, int classes) {
    if (split.inputs() != inputs) {
      throw new IllegalArgumentException(
          "%s samples have %d inputs, training samples %d".formatted(part, split.inputs(), inputs));
    }
    for (int i = 0; i < split.size(); i++) {
      int label = split.labels().get(i);
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "%s sample %d has label %d; the classes are 0 to %d"
                .formatted(part, i, label, classes - 1));
      }
    }
  }

  private static void checkShape(Optional<ImageShape> shape, int inputs) {
    if (shape.isPresent() && shape.get().inputs() != inputs) {
      throw new IllegalArgumentException(
          "samples have %d inputs, images of %s have %d"
              .formatted(inputs, shape.get(), shape.get().inputs()));
    }
  }

  /** Number of values in each sample, D. */
  public int inputs() {
    return train.inputs();
  }

  /** Number of classes, C. */
  public int classes() {
    return classNames.size();
  }

  /** The same data under another name. */
  public DataSet named(String other) {
    return new DataSet(other, train, validation, test, classNames, shape);
  }
}
