// Renders a chart as "helm template" does, for machines where helm cannot be installed: the same template engine, functions, schema library
// and merging of values. What the chart does not use is not there: no dependencies, no lookups in a cluster.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const usage = `usage: renderer template NAME CHART [--namespace N] [--values FILE]... [--set PATH=VALUE]... [--notes] [--text-numbers]

  --notes          prints NOTES.txt instead of the manifests
  --text-numbers   hands numbers to the templates as text, as newer versions of helm do, not as floats`

type options struct {
	name        string
	chart       string
	namespace   string
	files       []string
	sets        []string
	notes       bool
	textNumbers bool
}

func main() {
	options, err := parse(os.Args[1:])
	if err == nil {
		err = run(options)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "Error: %v\n", err)
		os.Exit(1)
	}
}

func parse(arguments []string) (options, error) {
	parsed := options{namespace: "default"}
	if len(arguments) < 3 || arguments[0] != "template" {
		return parsed, fmt.Errorf("%s", usage)
	}
	parsed.name, parsed.chart = arguments[1], arguments[2]
	for rest := arguments[3:]; len(rest) > 0; {
		if rest[0] == "--notes" || rest[0] == "--text-numbers" {
			parsed.notes = parsed.notes || rest[0] == "--notes"
			parsed.textNumbers = parsed.textNumbers || rest[0] == "--text-numbers"
			rest = rest[1:]
			continue
		}
		if len(rest) < 2 {
			return parsed, fmt.Errorf("%s needs a value", rest[0])
		}
		switch rest[0] {
		case "--namespace", "-n":
			parsed.namespace = rest[1]
		case "--values", "-f":
			parsed.files = append(parsed.files, rest[1])
		case "--set":
			parsed.sets = append(parsed.sets, rest[1])
		default:
			return parsed, fmt.Errorf("unknown option %s", rest[0])
		}
		rest = rest[2:]
	}
	return parsed, nil
}

func run(options options) error {
	metadata, err := readYaml(filepath.Join(options.chart, "Chart.yaml"), false)
	if err != nil {
		return err
	}
	values, err := mergedValues(options)
	if err != nil {
		return err
	}
	if err := validate(filepath.Join(options.chart, "values.schema.json"), values); err != nil {
		return fmt.Errorf("values don't meet the specifications of the schema(s) in the following chart(s):\n%v:\n%w", metadata["name"], err)
	}
	rendered, err := render(options, metadata, values)
	if err != nil {
		return err
	}
	for _, file := range rendered {
		isNotes := strings.HasSuffix(file.name, "NOTES.txt")
		switch {
		case isNotes && options.notes:
			fmt.Print(file.text)
		case !isNotes && !options.notes && strings.TrimSpace(file.text) != "":
			fmt.Printf("---\n# Source: %s\n%s\n", file.name, strings.TrimSpace(file.text))
		}
	}
	return nil
}
