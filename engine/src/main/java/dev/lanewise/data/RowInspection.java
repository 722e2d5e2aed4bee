package dev.lanewise.data;

import dev.lanewise.data.DataFinding.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Finds what the inputs of a data set tell: rows that are alike. */
final class RowInspection {

  private static final double LEAST_SHARE = 0.01;

  private RowInspection() {}

  /** What is wrong with the rows. */
  static List<DataFinding> findings(DataSet data, boolean folds) {
    long[] train = Fingerprints.of(data.train().samples());
    long[] validation = Fingerprints.of(data.validation().samples());
    long[] test = Fingerprints.of(data.test().samples());
    List<DataFinding> findings = new ArrayList<>();
    if (folds) {
      long[] dealt = LongStream.concat(Arrays.stream(train), Arrays.stream(validation)).toArray();
      addSameInputs(dealt, findings);
      int repeated = Fingerprints.repeated(dealt);
      if (isShare(repeated, dealt.length)) {
        findings.add(new DataFinding.RepeatedRows(repeated, dealt.length));
      }
      addShared(Part.TEST, test, dealt, findings);
    } else {
      addSameInputs(train, findings);
      addShared(Part.VALIDATION, validation, train, findings);
      addShared(Part.TEST, test, train, findings);
    }
    return findings;
  }

  private static void addSameInputs(long[] learned, List<DataFinding> findings) {
    if (learned.length > 1 && Arrays.stream(learned).allMatch(row -> row == learned[0])) {
      findings.add(new DataFinding.SameInputs(learned.length));
    }
  }

  private static void addShared(
      Part part, long[] rows, long[] learned, List<DataFinding> findings) {
    int shared = Fingerprints.shared(rows, learned);
    if (isShare(shared, rows.length)) {
      findings.add(new DataFinding.SharedRows(part, shared, rows.length));
    }
  }

  private static boolean isShare(int count, int size) {
    return count > 0 && count >= LEAST_SHARE * size;
  }
}
