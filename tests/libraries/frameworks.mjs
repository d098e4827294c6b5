import "reflect-metadata";
import * as Hapi from "@hapi/hapi";
import { Controller, Get, Module, Param } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import connect from "connect";
import { serve } from "./frameworks-app.cjs";

serve({ connect, Hapi, nest: { Controller, Get, Module, NestFactory, Param } });
