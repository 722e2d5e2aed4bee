package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What is told of each sample: index, class and probability, and behind them the columns that the
 * samples or the options bring.
 *
 * @param classNames of the model, class 0 first
 * @param given columns of the samples themselves: their file or label
 * @param all whether the probability of every class is told
 * @param top how many of the likeliest classes are told; 1 is the predicted class alone
 */
record PredictionRow(List<String> classNames, List<Given> given, boolean all, int top) {

  /** A column that is known without a model; {@code of} gives the value of sample i. */
  record Given(String name, IntFunction<String> of) {}

  /** The names of the columns. */
  List<String> head() {
    List<String> head = new ArrayList<>(List.of("index", "class", "probability"));
    given.forEach(column -> head.add(column.name()));
    if (all) {
      head.addAll(classNames);
    }
    for (int rank = 2; rank <= top; rank++) {
      head.add("class" + rank);
      head.add("probability" + rank);
    }
    return head;
  }

  /** The values of a sample, column by column; {@code p} holds all probabilities, (C,). */
  List<String> record(int index, int predicted, float[] p) {
    List<String> values = new ArrayList<>();
    values.add(Integer.toString(index));
    values.add(classNames.get(predicted));
    values.add(Float.toString(p[predicted]));
    given.forEach(column -> values.add(column.of().apply(index)));
    if (all) {
      IntStream.range(0, p.length).forEach(c -> values.add(Float.toString(p[c])));
    }
    for (int c : likeliest(predicted, p).subList(1, top)) {
      values.add(classNames.get(c));
      values.add(Float.toString(p[c]));
    }
    return values;
  }

  /** The same as a document. */
  Json json(int index, int predicted, float[] p) {
    Json json = named(predicted, p, new Json().put("index", index));
    given.forEach(column -> json.put(column.name(), column.of().apply(index)));
    if (all) {
      Json probabilities = new Json();
      IntStream.range(0, p.length).forEach(c -> probabilities.put(classNames.get(c), p[c]));
      json.put("probabilities", probabilities);
    }
    if (top > 1) {
      json.put(
          "top",
          likeliest(predicted, p).subList(0, top).stream()
              .map(c -> named(c, p, new Json()))
              .toList());
    }
    return json;
  }

  private Json named(int c, float[] p, Json json) {
    return json.put("class", classNames.get(c)).put("probability", p[c]);
  }

  /** All classes, the predicted one first, then by probability; of equal ones the lower id. */
  private static List<Integer> likeliest(int predicted, float[] p) {
    Comparator<Integer> byProbability = (a, b) -> Float.compare(p[b], p[a]);
    Comparator<Integer> predictedFirst = Comparator.comparing(c -> c != predicted);
    return IntStream.range(0, p.length)
        .boxed()
        .sorted(predictedFirst.thenComparing(byProbability))
        .toList();
  }
}
