{{- define "loopworker.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "loopworker.fullname" -}}
{{- $name := include "loopworker.name" . }}
{{- $release := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) }}
{{- default $release .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "loopworker.serviceAccountName" -}}
{{- default (include "loopworker.fullname" .) .Values.serviceAccount.name }}
{{- end }}

{{- /* What selects all pods of a release; its workers have the component "worker" besides. */}}
{{- define "loopworker.selectorLabels" -}}
app.kubernetes.io/name: {{ include "loopworker.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "loopworker.labels" -}}
{{ include "loopworker.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* The labels of the pods. Those of versions are not among them, so that a new chart alone restarts nothing. */}}
{{- define "loopworker.podLabels" -}}
{{ include "loopworker.selectorLabels" . }}
app.kubernetes.io/component: worker
{{- with merge (deepCopy .Values.podLabels) .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "loopworker.image" -}}
{{- $tag := printf ":%s" (default .Chart.AppVersion .Values.image.tag) }}
{{- $digest := printf "@%s" .Values.image.digest }}
{{- .Values.image.repository }}{{ ternary $digest $tag (ne .Values.image.digest "") }}
{{- end }}
