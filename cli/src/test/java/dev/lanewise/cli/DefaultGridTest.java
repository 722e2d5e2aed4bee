package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A grid of which nothing was typed. */
class DefaultGridTest {

  private static final List<String> SMALL =
      List.of("grid", "--data", CommandRun.sample(), "--train-size", "500", "--json");

  /** What it is told of is better than a plain train, and no value is blamed on the user. */
  @Test
  @Tag("thorough")
  void endsBetterThanTrainAndWithoutAHint() {
    CommandRun train = CommandRun.of("train", "--json", "--data", CommandRun.sample()).done();
    CommandRun grid = CommandRun.of("grid", "--json", "--data", CommandRun.sample()).done();
    assertFalse(grid.err().contains("hint"), grid.err());
    @SuppressWarnings("unchecked")
    Map<String, Object> best = (Map<String, Object>) grid.document().get("best");
    double accuracy = (Double) best.get("validationAccuracy");
    assertTrue(accuracy > (Double) train.document().get("validationAccuracy"), "" + accuracy);
  }

  /** The same in a second: fewer samples and epochs. */
  @Test
  void hasNoHintAboutDefaultLists() {
    CommandRun grid = CommandRun.of(SMALL, "--epochs", "2").done();
    assertEquals(List.of(), grid.errLines().toList());
    String typed = CommandRun.of(SMALL, "--epochs", "2,3").done().err();
    assertTrue(
        typed.matches(
            "hint: best at the edge of a list, so look further there: --epochs (small|larg)est\\R"),
        typed);
  }
}
