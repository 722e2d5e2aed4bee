package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes of model and data are matched by name, or refused with both lists. */
class ClassMatchTest {

  @AutoClose private final Workspace workspace = new Workspace();

  /** A sample of each class in each part, in the order of the names, in the last reversed. */
  private DataSet data(List<String> names) {
    int[] labels = IntStream.range(0, names.size()).toArray();
    int[] reversed = IntStream.range(0, labels.length).map(i -> labels.length - 1 - i).toArray();
    Split split = Split.of(workspace, new float[labels.length][1], labels);
    return new DataSet(
        "toy", split, split, Split.of(workspace, new float[labels.length][1], reversed), names);
  }

  private static List<String> names(String text) {
    return List.of(text.split(","));
  }

  private static String refused(List<String> model, DataSet data) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ClassMatch.of(model, data)).getMessage();
    assertFalse(message.contains("\n"), message);
    assertTrue(message.length() < 1200, message);
    return message;
  }

  @Test
  void anotherOrderIsMapped() {
    DataSet data = data(names("dog,cat,cow"));
    List<String> model = names("cat,hen,cow,dog");
    ClassMatch match = ClassMatch.of(model, data);
    DataSet matched = match.apply(data, workspace);
    assertEquals(model, matched.classNames());
    assertEquals("toy", matched.name());
    assertArrayEquals(new int[] {3, 0, 2}, matched.train().labels().toArray());
    assertArrayEquals(new int[] {3, 0, 2}, matched.validation().labels().toArray());
    assertArrayEquals(new int[] {2, 0, 3}, matched.test().labels().toArray());
    assertSame(data.train().samples(), matched.train().samples());
    assertArrayEquals(new int[] {0, 1, 2}, data.train().labels().toArray(), "its own are kept");
    assertFalse(match.byPosition());
  }

  /** Whatever the order: each sample has the class of its name. */
  @RepeatedTest(20)
  void everyPermutation(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int classes = 1 + random.nextInt(30);
    List<String> model =
        new ArrayList<>(IntStream.range(0, classes).mapToObj(c -> "class " + c * c).toList());
    Collections.shuffle(model, random);
    List<String> found = new ArrayList<>(model);
    Collections.shuffle(found, random);
    DataSet data = data(found.subList(0, 1 + random.nextInt(classes)));
    DataSet matched = ClassMatch.of(model, data).apply(data, workspace);
    for (int i = 0; i < data.classes(); i++) {
      assertEquals(found.get(i), model.get(matched.train().labels().get(i)));
    }
  }

  @Test
  void equalNamesCopyNothing() {
    DataSet data = data(names("cat,dog"));
    DataSet matched = ClassMatch.of(names("cat,dog,cow"), data).apply(data, workspace);
    assertSame(data.train(), matched.train());
    assertSame(data.test(), matched.test());
    assertEquals(3, matched.classes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "caf\u00e9,tea | tea,cafe\u0301", // composed and not
        "cafe\u0301,tea | tea,caf\u00e9",
        "\u212b,b | b,\u00c5", // Angstrom sign and A with ring
        " x ,y | y,x"
      })
  void namesThatLookTheSameAreTheSame(String model, String found) {
    DataSet data = data(names(found));
    DataSet matched = ClassMatch.of(names(model), data).apply(data, workspace);
    assertArrayEquals(new int[] {1, 0}, matched.train().labels().toArray());
    assertEquals(names(model), matched.classNames());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,1,2       | cat,dog,cow | true",
        "cat,dog,cow | 0,1,2       | true",
        "cat,dog,cow | 0,1         | true", // a class without a sample has no number
        "0,1,2       | 0,1,2       | false",
        "0,1,2       | 0,1         | false"
      })
  void numbersAreMatchedByPosition(String model, String found, boolean byPosition) {
    DataSet data = data(names(found));
    ClassMatch match = ClassMatch.of(names(model), data);
    assertEquals(byPosition, match.byPosition());
    DataSet matched = match.apply(data, workspace);
    assertArrayEquals(data.train().labels().toArray(), matched.train().labels().toArray());
    assertEquals(names(model), matched.classNames());
  }

  /** Digits that somebody listed in another order are names. */
  @Test
  void digitsInAnotherOrderAreMatchedByName() {
    DataSet data = data(names("1,0"));
    DataSet matched = ClassMatch.of(names("0,1"), data).apply(data, workspace);
    assertArrayEquals(new int[] {1, 0}, matched.train().labels().toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cat,dog     | dog,hen     | hen; the data has dog, hen; expected those of the model: cat,"
            + " dog",
        "cat,dog     | cat,dog,hen | hen; the data has cat, dog, hen; expected",
        "Cat,dog     | cat,dog     | cat; the data has cat, dog; expected those of the model: Cat,"
            + " dog",
        "0,1         | 0,1,2       | 2; the data has 0 to 2; expected those of the model: 0, 1",
        "cat,dog     | 0,1,2       | 0 to 2; the data has 0 to 2; expected those of the model: cat",
        "0,1,2       | cat,dog     | cat, dog; the data has cat, dog; expected those of the model:"
            + " 0 to",
        "0,1,2       | 1,2,3       | 3; the data has 1, 2, 3; expected those of the model: 0 to 2",
        "1,2,3       | 0,1,2       | 0; the data has 0 to 2; expected those of the model: 1, 2, 3"
      })
  void otherClassesAreRefusedWithBothLists(String model, String found, String message) {
    String refused = refused(names(model), data(names(found)));
    assertTrue(
        refused.startsWith("data toy has classes that the model does not have: " + message),
        refused);
  }

  @Test
  void longListsAndOddNamesStayReadable() {
    List<String> model = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      model.add("m" + i);
      found.add(i == 499 ? "\u001b[31m" + "x".repeat(2000) : "m" + i);
    }
    assertEquals(
        "data toy has classes that the model does not have: ?[31m"
            + "x".repeat(35)
            + "…; the data has m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, … (500 in all); expected"
            + " those of the model: m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, … (500 in all)",
        refused(model, data(found)));
  }
}
