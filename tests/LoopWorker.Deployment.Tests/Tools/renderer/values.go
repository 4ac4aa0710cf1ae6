package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ghodss/yaml"
	"github.com/xeipuuv/gojsonschema"
)

type table = map[string]interface{}

func readYaml(path string, textNumbers bool) (table, error) {
	if path == "-" {
		path = "/dev/stdin"
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	read := table{}
	numbers := func(decoder *json.Decoder) *json.Decoder {
		if textNumbers {
			decoder.UseNumber()
		}
		return decoder
	}
	if err := yaml.Unmarshal(text, &read, numbers); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return read, nil
}

// The chart's own values under those of the files and of --set: later ones win.
func mergedValues(options options) (table, error) {
	given := table{}
	for _, file := range options.files {
		values, err := readYaml(file, options.textNumbers)
		if err != nil {
			return nil, err
		}
		overlay(given, values)
	}
	for _, setting := range options.sets {
		if err := set(given, setting); err != nil {
			return nil, err
		}
	}
	defaults, err := readYaml(filepath.Join(options.chart, "values.yaml"), options.textNumbers)
	if err != nil {
		return nil, err
	}
	complete(given, defaults)
	return given, nil
}

// What is in both and a table is merged; everything else is replaced, lists too.
func overlay(below, above table) {
	for key, value := range above {
		upper, isTable := value.(table)
		lower, wasTable := below[key].(table)
		if isTable && wasTable {
			overlay(lower, upper)
		} else {
			below[key] = value
		}
	}
}

// A null takes a default away.
func complete(given, defaults table) {
	for key, value := range defaults {
		found, isThere := given[key]
		if !isThere {
			given[key] = value
		} else if found == nil {
			delete(given, key)
		} else if upper, isTable := found.(table); isTable {
			if lower, isTable := value.(table); isTable {
				complete(upper, lower)
			}
		}
	}
}

func set(values table, setting string) error {
	path, text, isAssignment := strings.Cut(setting, "=")
	if !isAssignment {
		return fmt.Errorf("--set %s has no value", setting)
	}
	var value interface{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return err
	}
	names := strings.Split(path, ".")
	for index := len(names) - 1; index >= 0; index-- {
		value = table{names[index]: value}
	}
	overlay(values, value.(table))
	return nil
}

func validate(path string, values table) error {
	schema, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(schema), gojsonschema.NewGoLoader(values))
	if err != nil {
		return err
	}
	if result.Valid() {
		return nil
	}
	lines := []string{}
	for _, found := range result.Errors() {
		lines = append(lines, fmt.Sprintf("- %s", found))
	}
	return fmt.Errorf("%s", strings.Join(lines, "\n"))
}
