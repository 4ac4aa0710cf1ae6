package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/ghodss/yaml"
)

// What ".Files" is to a template: the chart's other files.
type chartFiles string

// As in helm, a file that is not there is empty.
func (folder chartFiles) Get(name string) string {
	text, _ := os.ReadFile(filepath.Join(string(folder), name))
	return string(text)
}

type renderedFile struct {
	name string
	text string
}

// The templates see what helm gives them, and are rendered in the order of their names.
func render(options options, metadata, values table) ([]renderedFile, error) {
	files, err := templateFiles(options.chart)
	if err != nil {
		return nil, err
	}
	root := template.New("chart").Option("missingkey=zero")
	root.Funcs(functions(root))
	names := []string{}
	for file, text := range files {
		name := filepath.Join(metadata["name"].(string), file)
		if _, err := root.New(name).Parse(text); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(filepath.Base(file), "_") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	rendered := []renderedFile{}
	for _, name := range names {
		var text strings.Builder
		if err := root.ExecuteTemplate(&text, name, scope(name, options, metadata, values)); err != nil {
			return nil, err
		}
		rendered = append(rendered, renderedFile{name, strings.ReplaceAll(text.String(), "<no value>", "")})
	}
	return rendered, nil
}

func scope(name string, options options, metadata, values table) table {
	chart := table{}
	for key, value := range metadata {
		chart[strings.ToUpper(key[:1])+key[1:]] = value
	}
	return table{
		"Values":   values,
		"Chart":    chart,
		"Files":    chartFiles(options.chart),
		"Template": table{"Name": name, "BasePath": filepath.Join(metadata["name"].(string), "templates")},
		"Release": table{
			"Name": options.name, "Namespace": options.namespace, "Service": "Helm", "Revision": 1, "IsInstall": true, "IsUpgrade": false,
		},
	}
}

func templateFiles(chart string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.Walk(filepath.Join(chart, "templates"), func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(chart, path)
		files[relative] = string(text)
		return err
	})
	return files, err
}

func functions(root *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	all["include"] = func(name string, data interface{}) (string, error) {
		var text strings.Builder
		err := root.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	all["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	all["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	all["fromYaml"] = func(text string) (table, error) {
		value := table{}
		err := yaml.Unmarshal([]byte(text), &value)
		return value, err
	}
	// Not sprig's, which escapes for HTML in other ways.
	all["toJson"] = func(value interface{}) (string, error) {
		text, err := json.Marshal(value)
		return string(text), err
	}
	return all
}
