package dev.lanewise.data;

import java.util.OptionalInt;

/**
 * How many samples each split shall have. A size that is not given is the default of the set.
 *
 * <p>File order is kept. Where the files have no validation part of their own, the validation split
 * follows directly after the training split: {@code train} of N takes the first N training samples,
 * and validation the next ones. A default gives way to a size that was asked for: with N close to
 * all training samples, the default validation split is what is left, be it nothing; with a
 * validation size alone, the training split is what is left, at most its default. Where the files
 * have a validation part, N may be more than their training samples: then it also takes the first
 * validation samples, and the validation split follows directly.
 *
 * @param train size of the training split, at least 1
 * @param validation size of the validation split, 0 or more
 * @param test size of the test split, 0 or more
 */
public record SplitSizes(OptionalInt train, OptionalInt validation, OptionalInt test) {

  /** The default sizes of each set. */
  public static final SplitSizes DEFAULTS =
      new SplitSizes(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if {@code train} is less than 1 or another size negative
   */
  public SplitSizes {
    checkAtLeast(1, "training", train);
    checkAtLeast(0, "validation", validation);
    checkAtLeast(0, "test", test);
  }

  private static void checkAtLeast(int least, String part, OptionalInt size) {
    if (size.orElse(least) < least) {
      throw new IllegalArgumentException(
          "%s size %d; it must be at least %d".formatted(part, size.getAsInt(), least));
    }
  }

  /** These sizes with another training size. */
  public SplitSizes withTrain(int size) {
    return new SplitSizes(OptionalInt.of(size), validation, test);
  }

  /** These sizes with another validation size. */
  public SplitSizes withValidation(int size) {
    return new SplitSizes(train, OptionalInt.of(size), test);
  }

  /** These sizes with another test size. */
  public SplitSizes withTest(int size) {
    return new SplitSizes(train, validation, OptionalInt.of(size));
  }

  /**
   * The training and the validation split of files without a validation part.
   *
   * @param pool the training samples of the files, at least one
   * @param byDefault the size of the validation split if none is asked for, below the pool's
   * @return training and validation
   * @throws IllegalArgumentException if the sizes asked for exceed the pool
   */
  TrainAndValidation divide(Split pool, int byDefault) {
    int available = pool.size();
    check("training", train, available);
    check("validation", validation, available);
    int trainSize;
    int validationSize;
    if (train.isPresent()) {
      trainSize = train.getAsInt();
      validationSize = validation.orElse(Math.min(byDefault, available - trainSize));
    } else {
      validationSize = validation.orElse(byDefault);
      trainSize = Math.min(available - byDefault, available - validationSize);
    }
    if (trainSize == 0 || validationSize > available - trainSize) {
      throw new IllegalArgumentException(
          "training size %s and validation size %d asked for, but there are %d training samples"
              .formatted(
                  train.isPresent() ? Integer.toString(trainSize) : "of at least 1",
                  validationSize,
                  available));
    }
    return new TrainAndValidation(
        pool.slice(0, trainSize), pool.slice(trainSize, trainSize + validationSize));
  }

  /**
   * The training and the validation split of files with a validation part of their own.
   *
   * @param pool the training samples of the files, then their validation samples
   * @param ownTrain how many of these are training samples
   * @return training and validation
   * @throws IllegalArgumentException if the sizes asked for exceed what is there
   */
  TrainAndValidation divideOwn(Split pool, int ownTrain) {
    check("training", train, pool.size());
    int trainSize = train.orElse(ownTrain);
    int start = Math.max(trainSize, ownTrain);
    check("validation", validation, pool.size() - start);
    int end = start + validation.orElse(pool.size() - start);
    return new TrainAndValidation(pool.slice(0, trainSize), pool.slice(start, end));
  }

  /** The first {@link #test()} samples of the test part of a set. */
  Split firstOfTest(Split part) {
    check("test", test, part.size());
    return part.slice(0, test.orElse(part.size()));
  }

  private static void check(String name, OptionalInt size, int available) {
    if (size.orElse(0) > available) {
      throw new IllegalArgumentException(
          "%s size %d asked for, but there are %d samples to take it from"
              .formatted(name, size.getAsInt(), available));
    }
  }

  /** Two splits of one pool, the second directly after the first. */
  record TrainAndValidation(Split train, Split validation) {}
}
