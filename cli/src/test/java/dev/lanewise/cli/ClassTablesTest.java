package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.DisplayWidth;
import dev.lanewise.train.ConfusionMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of {@code evaluate} in 80 columns. */
class ClassTablesTest {

  @Test
  void tenClassesAreOneBlock() {
    List<String> names =
        List.of(
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "t");
    ConfusionMatrix confusion = new ConfusionMatrix(10);
    for (int i = 0; i < 60_000; i++) {
      confusion.add(i % 10, i % 7);
    }
    List<String> lines = ClassTables.ofPairs(names, confusion).lines(80);
    assertEquals(11, lines.size());
    lines.forEach(line -> assertTrue(line.length() <= 80, line));
    assertTrue(lines.get(2).startsWith("1 automobile  "), lines.get(2));
  }

  @ParameterizedTest
  @CsvSource({
    "2, x",
    "10, a very long name of a class that goes on and on and on and on and on",
    "43, 制限速度二十キロメートル毎時の道路標識です、そしてまだ続きます",
    "100, apple"
  })
  void anyNumberOfClassesFits(int classes, String name) {
    List<String> names = IntStream.range(0, classes).mapToObj(c -> name + c).toList();
    ConfusionMatrix confusion = new ConfusionMatrix(classes);
    for (int i = 0; i < 5000; i++) {
      confusion.add(i % classes, i * i % classes);
    }
    List<String> lines = ClassTables.ofPairs(names, confusion).lines(80);
    lines.forEach(line -> assertTrue(DisplayWidth.of(line) <= 80, line));
    List<String> heads =
        lines.stream()
            .filter(line -> line.startsWith(" "))
            .flatMap(line -> Arrays.stream(line.strip().split(" +")))
            .toList();
    assertEquals(IntStream.range(0, classes).mapToObj(Integer::toString).toList(), heads);
    ClassTables.ofEach(names, confusion)
        .lines(80)
        .forEach(line -> assertTrue(DisplayWidth.of(line) <= 80, line));
  }
}
